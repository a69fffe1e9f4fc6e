/**
 * What a SCIM document is made of: JSON values, in objects without a prototype, so that no name in a document
 * (`constructor`, `toString`) ever meets something inherited.
 */
export type ScimValue = string | number | boolean | null | ScimValue[] | ScimObject;
export type ScimObject = { [name: string]: ScimValue };

/** A new object without a prototype, with the given members. */
export function createObject(members?: Readonly<Record<string, ScimValue>>): ScimObject {
  const object = Object.create(null) as ScimObject;
  if (members !== undefined) for (const name of Object.keys(members)) object[name] = members[name] as ScimValue;
  return object;
}

export function isObject(value: ScimValue | undefined): value is ScimObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 7643 §2.5: null, an empty array and absence are one state. */
export function isUnassigned(value: ScimValue | undefined): value is undefined | null | [] {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
