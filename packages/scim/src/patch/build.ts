/**
 * A PATCH message on its way out, in the dialect the target was built for. The engine speaks one language, the RFC's with
 * whole lists allowed in a removal; this file is where it becomes the target's.
 *
 * - `rfc`          lower-case operations, JSON booleans, each operation with its path, members removed one by one by path
 * - `entra`        Microsoft Entra with `aadOptscim062020`: as `rfc`, but plain attributes share one operation without a
 *                  path, with flat dotted and URN keys; a manager is a bare string
 * - `entra-legacy` Microsoft Entra's default: capital operations, booleans as "True" and "False", members removed by a
 *                  list in `value`; a manager is a bare string
 */
import { createObject, isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { printFilter } from '../filter/print.ts';
import { parsePath, type Path } from '../path/parse.ts';
import { patchOpUrn } from '../schema/urn.ts';
import { valuesAskedFor } from './elements.ts';
import { patchOps, type PatchOp, type PatchOperation } from './operation.ts';

export const patchDialects = ['rfc', 'entra', 'entra-legacy'] as const;
export type PatchDialect = (typeof patchDialects)[number];

/**
 * Makes the message. A removal of listed values is written `{ op: 'remove', path: 'members', value: [{ value: 'u1' }] }`
 * or with a path in brackets, as the caller likes: each dialect gets its own form.
 * @throws ScimError SCIM_INVALID_PATH when a path is none.
 */
export function buildPatch(operations: readonly PatchOperation[], dialect: PatchDialect): ScimObject {
  const list = dialect === 'entra-legacy' ? buildLegacy(operations) : buildModern(operations, dialect);
  return createObject({ schemas: [patchOpUrn], Operations: list });
}

function buildModern(operations: readonly PatchOperation[], dialect: 'rfc' | 'entra'): ScimObject[] {
  const singles = operations.flatMap(expandRemoval).map((operation) => withManager(operation, dialect));
  return (dialect === 'rfc' ? singles : mergePlain(singles)).map((operation) => toObject(operation.op, operation));
}

/** A removal of listed values as one removal by path for each: the only form RFC 7644 §3.5.2.2 knows. */
function expandRemoval(operation: PatchOperation): PatchOperation[] {
  const { op, path, value } = operation;
  if (op !== 'remove' || path === undefined || value === undefined || value === null) return [operation];
  const parsed = parsePath(path);
  if (parsed.valueFilter !== undefined || parsed.attribute.subName !== undefined) return [{ op, path }];
  // A single value (a manager) is removed by its path alone.
  if (!Array.isArray(value)) return [{ op, path }];
  return value.flatMap((element): PatchOperation[] => {
    const own = isObject(element) ? element['value'] : element;
    if (typeof own !== 'string') return [];
    const filter = printFilter({ kind: 'compare', path: { name: 'value' }, operator: 'eq', value: own });
    return [{ op, path: `${path}[${filter}]` }];
  });
}

/** The RFC has a manager as `{ value }`; Microsoft Entra sends the bare id, flag or not. */
function withManager(operation: PatchOperation, dialect: PatchDialect): PatchOperation {
  const { value } = operation;
  if (value === undefined || !isManager(operation)) return operation;
  if (dialect === 'rfc')
    return typeof value === 'string' ? { ...operation, value: createObject({ value }) } : operation;
  const own = isObject(value) ? value['value'] : value;
  return own === undefined ? operation : { ...operation, value: own };
}

function isManager({ path }: PatchOperation): boolean {
  if (path === undefined) return false;
  const { name, subName } = parsePath(path).attribute;
  return name.toLowerCase() === 'manager' && subName === undefined;
}

/** All plain attributes of an operation's kind in one operation without path; the others keep their own. */
function mergePlain(operations: readonly PatchOperation[]): PatchOperation[] {
  const others = operations.filter((operation) => !isPlain(operation));
  const merged = patchOps.flatMap((op): PatchOperation[] => {
    const plain = operations.filter((operation) => operation.op === op && isPlain(operation));
    if (plain.length < 2) return plain;
    const value = createObject();
    for (const operation of plain) value[operation.path as string] = operation.value as ScimValue;
    return [{ op, value }];
  });
  return [...others, ...merged];
}

function isPlain(operation: PatchOperation): boolean {
  const { op, path, value } = operation;
  if (op === 'remove' || path === undefined || isManager(operation)) return false;
  return (typeof value !== 'object' || value === null) && parsePath(path).valueFilter === undefined;
}

const legacyNames: Readonly<Record<PatchOp, string>> = { add: 'Add', replace: 'Replace', remove: 'Remove' };

function buildLegacy(operations: readonly PatchOperation[]): ScimObject[] {
  return mergeRemovals(operations.map((operation) => withManager(operation, 'entra-legacy'))).map((operation) => {
    const { value } = operation;
    const written = typeof value === 'boolean' ? (value ? 'True' : 'False') : value;
    return toObject(legacyNames[operation.op], written === undefined ? operation : { ...operation, value: written });
  });
}

/** `members[value eq "u1"]` becomes an element of the list of one removal of `members`. */
function mergeRemovals(operations: readonly PatchOperation[]): PatchOperation[] {
  const lists = new Map<string, ScimValue[]>();
  const result: PatchOperation[] = [];
  for (const operation of operations) {
    const removal = readRemoval(operation);
    if (removal === undefined) {
      result.push(operation);
      continue;
    }
    const list = lists.get(removal.path);
    if (list === undefined) {
      lists.set(removal.path, removal.values);
      result.push({ op: 'remove', path: removal.path, value: removal.values });
    } else list.push(...removal.values);
  }
  return result;
}

function readRemoval({ op, path, value }: PatchOperation): { path: string; values: ScimValue[] } | undefined {
  if (op !== 'remove' || path === undefined) return undefined;
  if (Array.isArray(value)) return { path, values: [...value] };
  const parsed: Path = parsePath(path);
  if (parsed.valueFilter === undefined || parsed.subAfterFilter !== undefined) return undefined;
  const values = parsed.attribute.name.toLowerCase() === 'manager' ? undefined : valuesAskedFor(parsed.valueFilter);
  if (values === undefined) return undefined;
  return { path: path.slice(0, path.indexOf('[')), values: values.map((own) => createObject({ value: own })) };
}

function toObject(op: string, { path, value }: PatchOperation): ScimObject {
  return createObject({
    op,
    ...(path === undefined ? {} : { path }),
    ...(value === undefined ? {} : { value }),
  });
}
