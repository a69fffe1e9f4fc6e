/** A named object of the directory, as provision on demand and explain take it. */
import { isUuid } from '@drawbridge/base';
import { objectTypes } from '@drawbridge/engine';
import { z } from 'zod';

export const objectTypeName = z.string().transform((name, context) => {
  const known = objectTypes.find((type) => type.toLowerCase() === name.toLowerCase());
  if (!known) {
    context.addIssue({ code: 'custom', message: "must be 'User' or 'Group'" });
    return z.NEVER;
  }
  return known;
});

export const objectSubject = z.object({
  objectId: z
    .string()
    .refine(isUuid, 'must be an object id')
    .transform((id) => id.toLowerCase()),
  objectTypeName,
});
