/** The searched columns of a document. Case is folded as RFC 7643 asks for attributes that are not caseExact. */
import { ScimError } from '@drawbridge/base';
import { enterpriseUserUrn, foldCase, type ScimObject } from '@drawbridge/scim';

/** An index entry of PostgreSQL holds some 2,700 bytes; 512 UTF-16 units are at most 1,536. */
export const maxKeyLength = 512;

function keyOf(attribute: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length <= maxKeyLength) return value;
  throw new ScimError(
    'SCIM_INVALID_VALUE',
    `${attribute} has ${value.length} characters; this server takes at most ${maxKeyLength}. Shorten it.`,
  );
}

const folded = (attribute: string, value: unknown): string | undefined => {
  const key = keyOf(attribute, value);
  return key === undefined ? undefined : foldCase(key);
};

function emailKeys(emails: unknown): string[] {
  if (!Array.isArray(emails)) return [];
  const values = emails.map((email: unknown) => (email as { value?: unknown } | null)?.value);
  return values
    .filter((value) => typeof value === 'string')
    .filter(isSearchable)
    .map(foldCase);
}

/** False for what no column can hold, so that nothing can be equal to it: too long, U+0000, half a character. */
export const isSearchable = (text: string): boolean =>
  text.length <= maxKeyLength && !text.includes('\0') && text.isWellFormed();

/** The columns of `users` that stand beside the document, in the names of the table. */
export const userKeys = (resource: ScimObject): Record<string, unknown> => ({
  user_name_key: folded('userName', resource['userName']),
  external_id: keyOf('externalId', resource['externalId']),
  display_name_key: folded('displayName', resource['displayName']),
  employee_number_key: folded(
    'employeeNumber',
    (resource[enterpriseUserUrn] as ScimObject | undefined)?.['employeeNumber'],
  ),
  email_keys: emailKeys(resource['emails']),
  active: typeof resource['active'] === 'boolean' ? resource['active'] : undefined,
});

/** The same for `groups`. */
export const groupKeys = (resource: ScimObject): Record<string, unknown> => ({
  display_name_key: folded('displayName', resource['displayName']),
  external_id: keyOf('externalId', resource['externalId']),
});
