/**
 * A PATCH message on its way in (RFC 7644 §3.5.2): from document to a list of operations. Only the envelope is judged here;
 * paths and values are judged against a schema by `applyPatch`.
 */
import { ScimError } from '@drawbridge/base/errors';
import { getMember } from '../document/member.ts';
import { isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { withDefaults, type Limits } from '../limits.ts';
import { patchOpUrn } from '../schema/urn.ts';

export const patchOps = ['add', 'replace', 'remove'] as const;
export type PatchOp = (typeof patchOps)[number];

export type PatchOperation = {
  readonly op: PatchOp;
  readonly path?: string;
  readonly value?: ScimValue;
};

export type PatchOptions = {
  /**
   * Accept the shapes that Microsoft Entra and other clients send beyond the RFC. Each is named where it is accepted:
   * the envelope here, flat names in `apply.ts`, values in `value/coerce.ts`, missing elements in `write-elements.ts`.
   */
  readonly lenient: boolean;
};

/**
 * Reads the operations. Lenient: the name of an operation in any case (`Add`, Microsoft Entra without its compliance flag),
 * no `schemas`, an empty path for none.
 * @throws ScimError SCIM_INVALID_SYNTAX, SCIM_INVALID_VALUE (no value), SCIM_NO_TARGET (remove without path), SCIM_TOO_MANY.
 */
export function readPatch(body: ScimObject, options: PatchOptions, limits?: Partial<Limits>): PatchOperation[] {
  const { maxOperations } = withDefaults(limits);
  if (!options.lenient) checkSchemas(getMember(body, 'schemas'));
  const operations = getMember(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw new ScimError('SCIM_INVALID_SYNTAX', 'A PATCH body needs Operations, an array of at least one operation.');
  }
  if (operations.length > maxOperations) {
    throw new ScimError(
      'SCIM_TOO_MANY',
      `A PATCH body may hold ${maxOperations} operations, this one has ${operations.length}.`,
    );
  }
  return operations.map((operation, index) => readOperation(operation, index, options));
}

function readOperation(operation: ScimValue, index: number, options: PatchOptions): PatchOperation {
  const where = `Operations[${index}]`;
  if (!isObject(operation)) throw new ScimError('SCIM_INVALID_SYNTAX', `${where} must be an object.`);
  const op = readOp(getMember(operation, 'op'), where, options);
  const path = readPath(getMember(operation, 'path'), where, options);
  const value = getMember(operation, 'value');
  if (op === 'remove' && path === undefined) throw new ScimError('SCIM_NO_TARGET', `${where} removes without a path.`);
  if (op !== 'remove' && value === undefined) throw new ScimError('SCIM_INVALID_VALUE', `${where} has no value.`);
  return { op, ...(path === undefined ? {} : { path }), ...(value === undefined ? {} : { value }) };
}

function readOp(op: ScimValue | undefined, where: string, options: PatchOptions): PatchOp {
  const name = typeof op === 'string' && options.lenient ? op.toLowerCase() : op;
  const known = patchOps.find((candidate) => candidate === name);
  if (known === undefined) throw new ScimError('SCIM_INVALID_SYNTAX', `${where}.op must be add, replace or remove.`);
  return known;
}

function readPath(path: ScimValue | undefined, where: string, options: PatchOptions): string | undefined {
  if (path === undefined || (options.lenient && (path === null || path === ''))) return undefined;
  if (typeof path !== 'string') throw new ScimError('SCIM_INVALID_PATH', `${where}.path must be a string.`);
  return path;
}

function checkSchemas(schemas: ScimValue | undefined): void {
  const isPatch =
    Array.isArray(schemas) &&
    schemas.some((uri) => typeof uri === 'string' && uri.toLowerCase() === patchOpUrn.toLowerCase());
  if (!isPatch) throw new ScimError('SCIM_INVALID_SYNTAX', `The schemas of a PATCH body must hold ${patchOpUrn}.`);
}
