/** The directory's errors, in the sentences that Graph's clients know. */
import { DirectoryError } from '@drawbridge/base';

export const objectNotFound = (id: string): DirectoryError =>
  new DirectoryError(
    'OBJECT_NOT_FOUND',
    `Resource '${id.slice(0, 320)}' does not exist or one of its queried reference-property objects are not present.`,
  );

/** `reason` says what the value must be: "it must have at most 64 characters". */
export const invalidValue = (property: string, kind: string, reason: string): DirectoryError =>
  new DirectoryError(
    'OBJECT_INVALID',
    `Invalid value specified for property '${property}' of resource '${kind}': ${reason}.`,
    {
      details: { property },
    },
  );

export const valueRequired = (property: string, kind: string): DirectoryError =>
  new DirectoryError('OBJECT_INVALID', `A value is required for property '${property}' of resource '${kind}'.`, {
    details: { property },
  });

export const unknownProperty = (property: string): DirectoryError =>
  new DirectoryError(
    'OBJECT_INVALID',
    `Property '${property.slice(0, 128)}' does not exist as a declared property or extension property.`,
    { details: { property: property.slice(0, 128) } },
  );

export const conflict = (property: string, value?: string): DirectoryError =>
  new DirectoryError(
    'OBJECT_CONFLICT',
    'A conflicting object with one or more of the specified property values is present in the directory. ' +
      `Another object with the same value for property ${property} already exists${value === undefined ? '' : `: '${value.slice(0, 320)}'`}.`,
    { details: { property } },
  );

export const memberExists = (): DirectoryError =>
  new DirectoryError(
    'REFERENCE_EXISTS',
    "One or more added object references already exist for the following modified properties: 'members'.",
  );

export const ownerExists = (): DirectoryError =>
  new DirectoryError(
    'REFERENCE_EXISTS',
    "One or more added object references already exist for the following modified properties: 'owners'.",
  );

export const dynamicMembers = (): DirectoryError =>
  new DirectoryError(
    'OBJECT_INVALID',
    'Updating members of a group with dynamic membership is not allowed. Change its membershipRule, or make it an assigned group.',
    { details: { property: 'members' } },
  );

export const assignmentExists = (): DirectoryError =>
  new DirectoryError('REFERENCE_EXISTS', 'Permission being assigned already exists on the object');
