/**
 * Every limit of this package in one place. Text from the network meets them before anything is built from it, so that a
 * hostile document costs what an ordinary one costs. All are defaults; a caller passes the ones it wants otherwise.
 */
export type Limits = {
  /** Size of a JSON text in UTF-8 bytes. Raise it where groups with many members are read. */
  readonly maxBytes: number;
  /** Nesting of objects and arrays in a document. SCIM itself needs four. */
  readonly maxDepth: number;
  /** Names in one object (not in the whole document: that is bounded by `maxBytes`). */
  readonly maxKeys: number;
  readonly maxFilterLength: number;
  /** Nesting of parentheses and value filters. */
  readonly maxFilterDepth: number;
  /** Comparisons in one filter. */
  readonly maxFilterTerms: number;
  readonly maxPathLength: number;
  readonly maxOperations: number;
};

export const defaultLimits: Limits = {
  maxBytes: 1_048_576,
  maxDepth: 16,
  maxKeys: 1_000,
  maxFilterLength: 16_384,
  maxFilterDepth: 32,
  maxFilterTerms: 1_000,
  maxPathLength: 1_024,
  maxOperations: 1_000,
};

export function withDefaults(limits: Partial<Limits> | undefined): Limits {
  return limits === undefined ? defaultLimits : { ...defaultLimits, ...limits };
}
