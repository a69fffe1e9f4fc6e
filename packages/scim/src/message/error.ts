/** SCIM error documents (RFC 7644 §3.12): making our own, and reading a target's. */
import type { ErrorCode, ProvisioningError } from '@drawbridge/base/errors';
import { getMember } from '../document/member.ts';
import { createObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { errorUrn } from '../schema/urn.ts';
import { textToNumber } from '../value/text.ts';

export const scimTypes = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
] as const;
export type ScimType = (typeof scimTypes)[number];

const scimTypeOf: Partial<Record<ErrorCode, ScimType>> = {
  SCIM_INVALID_FILTER: 'invalidFilter',
  SCIM_INVALID_PATH: 'invalidPath',
  SCIM_INVALID_SYNTAX: 'invalidSyntax',
  SCIM_INVALID_VALUE: 'invalidValue',
  SCIM_NO_TARGET: 'noTarget',
  SCIM_MUTABILITY: 'mutability',
  SCIM_UNIQUENESS: 'uniqueness',
  SCIM_TOO_MANY: 'tooMany',
  SCIM_SENSITIVE: 'sensitive',
};

export type ErrorAnswer = {
  readonly status?: number;
  readonly scimType?: string;
  readonly detail?: string;
};

/** An error document. `status` is a string in it, as the RFC has it. */
export function errorDocument(error: {
  readonly status: number;
  readonly scimType?: string;
  readonly detail: string;
}): ScimObject {
  return createObject({
    schemas: [errorUrn],
    status: String(error.status),
    ...(error.scimType === undefined ? {} : { scimType: error.scimType }),
    detail: error.detail,
  });
}

/** The document for an error thrown in this process: status from the catalog, scimType where SCIM has one. */
export function errorToDocument(error: ProvisioningError): ScimObject {
  const scimType = scimTypeOf[error.code];
  return errorDocument({
    status: error.status,
    detail: error.message,
    ...(scimType === undefined ? {} : { scimType }),
  });
}

/**
 * Reads a target's error document; undefined when it is none. Tolerated: a number for `status`, no `schemas` if
 * `detail` or `scimType` is there.
 */
export function readErrorDocument(document: ScimObject): ErrorAnswer | undefined {
  const schemas = getMember(document, 'schemas');
  const status = readStatus(getMember(document, 'status'));
  const scimType = readText(getMember(document, 'scimType'));
  const detail = readText(getMember(document, 'detail'));
  const isDeclared =
    Array.isArray(schemas) &&
    schemas.some((uri) => typeof uri === 'string' && uri.toLowerCase() === errorUrn.toLowerCase());
  const isLikely = !Array.isArray(schemas) && (scimType !== undefined || detail !== undefined);
  if (!isDeclared && !isLikely) return undefined;
  return {
    ...(status === undefined ? {} : { status }),
    ...(scimType === undefined ? {} : { scimType }),
    ...(detail === undefined ? {} : { detail }),
  };
}

function readStatus(value: ScimValue | undefined): number | undefined {
  const number = typeof value === 'string' ? textToNumber(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 100 && number <= 599 ? number : undefined;
}

function readText(value: ScimValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
