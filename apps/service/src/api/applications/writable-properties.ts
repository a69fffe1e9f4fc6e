/** What Graph gives and never takes. A client that could change it would change which application it is, or by which road it is reached. */
import { ApiError } from '@drawbridge/base';
import { z } from 'zod';
import { readBody } from '../../http/validate.ts';

const readOnly = {
  application: [
    'id', 'appId', 'applicationTemplateId', 'createdDateTime', 'deletedDateTime', 'publisherDomain', 'passwordCredentials',
  ],
  servicePrincipal: [
    'id', 'appId', 'appDisplayName', 'applicationTemplateId', 'appOwnerOrganizationId', 'createdDateTime', 'deletedDateTime',
    'servicePrincipalType', 'passwordCredentials', 'keyCredentials',
  ],
} as const; // prettier-ignore

const remedies: Readonly<Record<string, string>> = {
  passwordCredentials: ' Make a secret with addPassword of the application.',
  keyCredentials: ' PATCH keyCredentials of the application.',
};

export const anObject = z.looseObject({});

/** Throws REQUEST_INVALID for a property that is read-only; what else does not fit the directory refuses. */
export function readProperties(kind: keyof typeof readOnly, body: unknown): Record<string, unknown> {
  const given = readBody(anObject, body);
  const refused = readOnly[kind].find((name) => Object.hasOwn(given, name));
  if (refused === undefined) return given;
  throw new ApiError(
    'REQUEST_INVALID',
    `Property '${refused}' is read-only and cannot be set.${remedies[refused] ?? ''}`,
  );
}
