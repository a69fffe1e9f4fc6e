/** A query in the body of POST /.search (RFC 7644 §3.4.3), or gathered from a query string: one shape for both. */
import { ScimError } from '@drawbridge/base/errors';
import { getMember } from '../document/member.ts';
import type { ScimObject, ScimValue } from '../document/value.ts';
import { searchRequestUrn } from '../schema/urn.ts';

export type SearchRequest = {
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
  readonly filter?: string;
  readonly sortBy?: string;
  readonly sortOrder?: 'ascending' | 'descending';
  /** From 1; less counts as 1 (RFC 7644 §3.4.2.4). */
  readonly startIndex?: number;
  /** Zero or more; less counts as 0. */
  readonly count?: number;
};

/** @throws ScimError SCIM_INVALID_SYNTAX when it is no SearchRequest, SCIM_INVALID_VALUE when a member does not fit. */
export function readSearchRequest(document: ScimObject): SearchRequest {
  const schemas = getMember(document, 'schemas');
  if (
    !Array.isArray(schemas) ||
    !schemas.some((uri) => typeof uri === 'string' && uri.toLowerCase() === searchRequestUrn.toLowerCase())
  ) {
    throw new ScimError('SCIM_INVALID_SYNTAX', `The schemas of a search must hold ${searchRequestUrn}.`);
  }
  return {
    ...readNames(document, 'attributes'),
    ...readNames(document, 'excludedAttributes'),
    ...readText(document, 'filter'),
    ...readText(document, 'sortBy'),
    ...readSortOrder(document),
    ...readNumber(document, 'startIndex', 1),
    ...readNumber(document, 'count', 0),
  };
}

function readNames<N extends string>(document: ScimObject, name: N): { [K in N]?: string[] } {
  const value = present(document, name);
  if (value === undefined) return {};
  if (!Array.isArray(value) || !value.every((element) => typeof element === 'string'))
    throw misfit(name, 'an array of strings');
  return { [name]: value } as { [K in N]?: string[] };
}

function readText<N extends string>(document: ScimObject, name: N): { [K in N]?: string } {
  const value = present(document, name);
  if (value === undefined) return {};
  if (typeof value !== 'string') throw misfit(name, 'a string');
  return { [name]: value } as { [K in N]?: string };
}

function readNumber<N extends string>(document: ScimObject, name: N, least: number): { [K in N]?: number } {
  const value = present(document, name);
  if (value === undefined) return {};
  if (typeof value !== 'number' || !Number.isInteger(value)) throw misfit(name, 'a whole number');
  return { [name]: Math.max(value, least) } as { [K in N]?: number };
}

function readSortOrder(document: ScimObject): Pick<SearchRequest, 'sortOrder'> {
  const value = present(document, 'sortOrder');
  if (value === undefined) return {};
  if (value !== 'ascending' && value !== 'descending') throw misfit('sortOrder', 'ascending or descending');
  return { sortOrder: value };
}

function present(document: ScimObject, name: string): ScimValue | undefined {
  return getMember(document, name) ?? undefined;
}

function misfit(name: string, expected: string): ScimError {
  return new ScimError('SCIM_INVALID_VALUE', `${name} must be ${expected}.`, { details: { attribute: name } });
}
