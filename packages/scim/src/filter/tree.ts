/**
 * A parsed filter (RFC 7644 §3.4.2.2). Made to be walked: by `compileFilter` here, and by servers that turn it into SQL.
 * `and` and `or` hold two or more filters, never one of their own kind, so that a long chain is not a deep tree.
 */
import type { AttributePath } from '../path/attribute-path.ts';

export const compareOperators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type CompareOperator = (typeof compareOperators)[number];
export type FilterLiteral = string | number | boolean | null;

export type AndFilter = { readonly kind: 'and'; readonly filters: readonly Filter[] };
export type OrFilter = { readonly kind: 'or'; readonly filters: readonly Filter[] };
export type NotFilter = { readonly kind: 'not'; readonly filter: Filter };
export type CompareFilter = {
  readonly kind: 'compare';
  readonly path: AttributePath;
  readonly operator: CompareOperator;
  readonly value: FilterLiteral;
};
export type PresentFilter = { readonly kind: 'present'; readonly path: AttributePath };
/** `path[filter]`: one element of `path` satisfies the whole inner filter, whose paths are sub-attributes. */
export type ValuePathFilter = { readonly kind: 'valuePath'; readonly path: AttributePath; readonly filter: Filter };

export type Filter = AndFilter | OrFilter | NotFilter | CompareFilter | PresentFilter | ValuePathFilter;

/** Joins filters, taking those of the same kind apart. */
export function joinFilters(kind: 'and' | 'or', filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((filter) => (filter.kind === kind ? filter.filters : [filter]));
  return flat.length === 1 ? (flat[0] as Filter) : { kind, filters: flat };
}
