/**
 * For servers that keep the members of groups in a table of their own: what a PATCH does to `members`, as set operations
 * that need no list of the members there are. So ten changes to a group of 100,000 cost ten rows.
 */
import { createObject, isObject, type ScimObject, type ScimValue } from '../document/value.ts';
import { parsePath, type Path } from '../path/parse.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findSchema, locate, locateLeniently } from '../schema/find.ts';
import type { ResourceType } from '../schema/schema.ts';
import { coerceElements } from '../value/coerce.ts';
import { valuesAskedFor } from './elements.ts';
import type { PatchOperation, PatchOptions } from './operation.ts';

export type MemberChange =
  | { readonly kind: 'add'; readonly members: readonly ScimObject[] }
  | { readonly kind: 'remove'; readonly values: readonly string[] }
  | { readonly kind: 'removeAll' };

export type SplitPatch = {
  /** In order. A replacement is `removeAll` and `add`. */
  readonly changes: readonly MemberChange[];
  /** The operations that are left, for `applyPatch`. */
  readonly rest: readonly PatchOperation[];
};

/**
 * Takes the operations on `members` out of a PATCH. Undefined when one of them can only be understood with the members at hand
 * (`members[display eq "x"]`), or is one that `applyPatch` refuses: then load the members and apply everything there.
 * Strictly, a removal of someone who is not a member is an error (noTarget) that the caller finds by counting rows.
 * @throws ScimError as `applyPatch` does for values and paths.
 */
export function splitMemberOperations(
  operations: readonly PatchOperation[],
  resourceType: ResourceType,
  options: PatchOptions,
): SplitPatch | undefined {
  const attribute = locate(resourceType, { name: 'members' })?.attribute;
  if (attribute === undefined) return { changes: [], rest: operations };
  const find = options.lenient ? locateLeniently : locate;
  const changes: MemberChange[] = [];
  const rest: PatchOperation[] = [];
  for (const operation of operations) {
    const path = operation.path === undefined ? undefined : parsePath(operation.path);
    if (
      path !== undefined &&
      find(resourceType, path.attribute)?.attribute !== attribute &&
      !isCoreSchema(path, resourceType)
    ) {
      rest.push(operation);
      continue;
    }
    const split =
      path === undefined
        ? splitPathless(operation, attribute, resourceType, options)
        : readChanges(operation, path, attribute, options);
    if (split === undefined) return undefined;
    changes.push(...split.changes);
    rest.push(...split.rest);
  }
  return { changes, rest };
}

function splitPathless(
  operation: PatchOperation,
  attribute: Attribute,
  resourceType: ResourceType,
  options: PatchOptions,
): SplitPatch | undefined {
  const { op, value } = operation;
  if (!isObject(value) || op === 'remove') return { changes: [], rest: [operation] };
  const others = createObject();
  const changes: MemberChange[] = [];
  for (const key of Object.keys(value)) {
    const name = key.toLowerCase();
    if (name === 'members') changes.push(...written(op, value[key] as ScimValue, attribute, options));
    // Members behind a URN or in a flat path: rare enough to be left to applyPatch.
    else if (name.includes('members') || findSchema(resourceType, key) === resourceType.schema) return undefined;
    else others[key] = value[key] as ScimValue;
  }
  return { changes, rest: Object.keys(others).length === 0 && changes.length > 0 ? [] : [{ op, value: others }] };
}

function readChanges(
  { op, value }: PatchOperation,
  path: Path,
  attribute: Attribute,
  options: PatchOptions,
): SplitPatch | undefined {
  const hasValue = value !== undefined && value !== null;
  const isWhole = path.valueFilter === undefined && path.attribute.name.toLowerCase() === 'members';
  if (path.attribute.subName !== undefined || path.subAfterFilter !== undefined) return undefined;
  if (op !== 'remove')
    return isWhole ? { changes: written(op, value ?? null, attribute, options), rest: [] } : undefined;
  if (hasValue && !options.lenient) return undefined;
  if (path.valueFilter !== undefined) {
    const values = valuesAskedFor(path.valueFilter);
    return values && { changes: [{ kind: 'remove', values }], rest: [] };
  }
  if (!isWhole) return undefined;
  if (!hasValue) return { changes: [{ kind: 'removeAll' }], rest: [] };
  const listed = coerceElements(value, attribute, { lenient: true, keepReadOnly: false });
  const values = listed.flatMap((element) =>
    isObject(element) && typeof element['value'] === 'string' ? element['value'] : [],
  );
  return { changes: [{ kind: 'remove', values }], rest: [] };
}

function written(op: 'add' | 'replace', value: ScimValue, attribute: Attribute, options: PatchOptions): MemberChange[] {
  const list = Array.isArray(value) ? value : [value];
  const members = coerceElements(list, attribute, { lenient: options.lenient, keepReadOnly: false }).filter(isObject);
  const changes: MemberChange[] = op === 'replace' ? [{ kind: 'removeAll' }] : [];
  if (members.length > 0) changes.push({ kind: 'add', members });
  return changes;
}

/** `urn:…:2.0:Group` as a path: all attributes at once, members among them. */
function isCoreSchema({ attribute }: Path, resourceType: ResourceType): boolean {
  return (
    attribute.urn !== undefined &&
    findSchema(resourceType, `${attribute.urn}:${attribute.name}`) === resourceType.schema
  );
}
