/** Reads what stands behind the `?` of an address; what is not as expected is left out, never an error. */
export const textOf = (value: unknown, longest = 1000): string | undefined => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? text.slice(0, longest) : undefined;
};

export const oneOf = <const Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined =>
  choices.find((choice) => choice === value);

/** Keeps an address short: what is undefined is not written. */
export function searchOf<Search extends Record<string, unknown>>(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Search;
}
