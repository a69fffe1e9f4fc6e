/** Conditions of `$filter`, as both logs write them. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isId = (text: string): boolean => uuid.test(text.trim());

const quoted = (text: string): string => `'${text.trim().replaceAll("'", "''")}'`;

export const equals = (property: string, value: string): string => `${property} eq ${quoted(value)}`;

/** Upper and lower case are one. */
export const contains = (property: string, value: string): string =>
  `contains(tolower(${property}),${quoted(value.toLowerCase())})`;

/** An id is compared; what is none cannot be equal to one, so that nothing is found instead of an error. */
export const equalsId = (property: string, value: string): string =>
  isId(value) ? equals(property, value.toLowerCase()) : contains(property, value);

export const all = (conditions: readonly string[]): string => conditions.join(' and ');
