/**
 * `add addresses[type eq "work"].locality` says nothing to a strict target that has no work address: the filter finds no
 * element (RFC 7644 §3.5.2.1 adds whole values). Such parts become one `add` of the element that they make up.
 */
import {
  createObject,
  getAtPath,
  isObject,
  parsePath,
  setAtPath,
  type Filter,
  type PatchOperation,
  type ResourceType,
  type ScimObject,
  type ScimValue,
} from '@drawbridge/scim';

/** The same change, with whole elements where the resource has none that the parts could be added to. */
export function withWholeElements(
  operations: readonly PatchOperation[],
  existing: ScimObject,
  resourceType: ResourceType,
): readonly PatchOperation[] {
  const elements = new Map<string, ScimObject>();
  const kept = operations.filter((operation) => {
    const attribute = absentElement(operation, existing, resourceType);
    if (attribute === undefined || operation.value === undefined) return true;
    let parts = elements.get(attribute);
    if (!parts) elements.set(attribute, (parts = createObject()));
    setAtPath(parts, operation.path!, operation.value, resourceType);
    return false;
  });
  if (elements.size === 0) return operations;
  const whole = [...elements].map(([path, parts]): PatchOperation => {
    const value = getAtPath(parts, path, resourceType) ?? null;
    const isOnly = getAtPath(existing, path, resourceType) === undefined;
    return { op: 'add', path, value: isOnly ? value : withoutPrimary(value, operations) };
  });
  return [...kept, ...whole];
}

/** Which of several is preferred is not changed unless a mapping says so. */
function withoutPrimary(value: ScimValue, operations: readonly PatchOperation[]): ScimValue {
  if (!Array.isArray(value) || operations.some(({ path }) => path?.endsWith('].primary'))) return value;
  return value.map((element) => {
    if (!isObject(element)) return element;
    const { primary: _primary, ...rest } = element;
    return createObject(rest);
  });
}

/** The attribute whose element the operation would add a part to, where there is no such element; else undefined. */
function absentElement(
  { op, path }: PatchOperation,
  existing: ScimObject,
  resourceType: ResourceType,
): string | undefined {
  if (op !== 'add' || path === undefined) return undefined;
  const { valueFilter, subAfterFilter } = parsePath(path);
  if (valueFilter === undefined || subAfterFilter === undefined) return undefined;
  // A filter of more than equalities describes no element that could be made.
  if (!isDescription(valueFilter)) return undefined;
  const element = path.slice(0, path.lastIndexOf(']') + 1);
  if (getAtPath(existing, element, resourceType) !== undefined) return undefined;
  return path.slice(0, path.indexOf('['));
}

const isDescription = (filter: Filter): boolean =>
  filter.kind === 'and' ? filter.filters.every(isDescription) : filter.kind === 'compare' && filter.operator === 'eq';
