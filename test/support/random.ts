/** Random numbers that a failed test can repeat: it prints the seed, and `DRAWBRIDGE_TEST_SEED` sets it. */

export type Random = { readonly seed: number; between(from: number, to: number): number };

export function seededRandom(): Random {
  const given = Number(process.env['DRAWBRIDGE_TEST_SEED']);
  const seed = given > 0 ? given : Math.floor(Math.random() * 1_000_000) + 1;
  let state = seed;
  const next = (): number => {
    // Park and Miller's minimal standard generator.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return { seed, between: (from, to) => from + next() * (to - from) };
}
