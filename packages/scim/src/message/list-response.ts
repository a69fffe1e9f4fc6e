/** The answer to every query (RFC 7644 §3.4.2), also to one that finds nothing. */
import { ScimError } from '@drawbridge/base/errors';
import { getMember } from '../document/member.ts';
import { createObject, isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { listResponseUrn } from '../schema/urn.ts';
import { textToNumber } from '../value/text.ts';

export type ListResponse = {
  readonly totalResults: number;
  readonly resources: ScimObject[];
  /** Position of the first resource, from 1. */
  readonly startIndex: number;
  readonly itemsPerPage: number;
  /** Where the next page begins, from a target that pages by cursor (RFC 9865 §2). */
  readonly nextCursor?: string;
};

export function listResponse(list: {
  readonly resources: readonly ScimObject[];
  readonly totalResults?: number;
  readonly startIndex?: number;
  readonly itemsPerPage?: number;
}): ScimObject {
  return createObject({
    schemas: [listResponseUrn],
    totalResults: list.totalResults ?? list.resources.length,
    startIndex: list.startIndex ?? 1,
    itemsPerPage: list.itemsPerPage ?? list.resources.length,
    Resources: [...list.resources],
  });
}

/**
 * Reads the answer of a target. Tolerated: names of any case, numbers as strings, no `Resources` when there are none, no
 * `schemas`, no `totalResults`, `Resources: null`.
 * @throws ScimError TARGET_ANSWER_INVALID when it is not a ListResponse.
 */
export function readListResponse(document: ScimObject): ListResponse {
  const schemas = getMember(document, 'schemas');
  if (Array.isArray(schemas) && schemas.length > 0 && !schemas.some(isListResponseUrn)) {
    throw invalid(`its schemas are ${JSON.stringify(schemas).slice(0, 200)}, not ${listResponseUrn}`);
  }
  const resources = getMember(document, 'Resources') ?? undefined;
  const total = readCount(getMember(document, 'totalResults'));
  if (resources === undefined && total === undefined) throw invalid('it has neither Resources nor totalResults');
  if (resources !== undefined && !Array.isArray(resources)) throw invalid('its Resources are not an array');
  const list = resources ?? [];
  const nextCursor = getMember(document, 'nextCursor');
  if (!list.every(isObject)) throw invalid('one of its Resources is not an object');
  return {
    totalResults: total ?? list.length,
    resources: list,
    startIndex: readCount(getMember(document, 'startIndex')) ?? 1,
    itemsPerPage: readCount(getMember(document, 'itemsPerPage')) ?? list.length,
    ...(typeof nextCursor === 'string' && nextCursor !== '' ? { nextCursor } : {}),
  };
}

function isListResponseUrn(uri: ScimValue): boolean {
  return typeof uri === 'string' && uri.toLowerCase() === listResponseUrn.toLowerCase();
}

function readCount(value: ScimValue | undefined): number | undefined {
  const number = typeof value === 'string' ? textToNumber(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}

function invalid(reason: string): ScimError {
  return new ScimError('TARGET_ANSWER_INVALID', `The answer is not a SCIM ListResponse: ${reason}.`);
}
