/**
 * From what a caller wrote (Graph names, any values) to stored values. Everything unknown, too long or of the wrong type
 * is refused by name; nothing is cut or guessed. `null` and the empty string mean "no value".
 */
import { DirectoryError, isUuid } from '@drawbridge/base';
import { isCustomExtension, maxCustomExtensions, maxExtensionLength } from './custom-extension.ts';
import { invalidValue, unknownProperty, valueRequired } from './failure.ts';
import { isGuestName } from './guest.ts';
import { propertiesOf, propertyOf, type ObjectKind } from './object.ts';
import { checkAppRoles } from './app-role.ts';
import { applicationDocuments } from './application-documents.ts';
import { maxListLength, type Json, type Property, type PropertyValue } from './property.ts';

/** Stored names; `null` clears. */
export type Patch = Readonly<Record<string, PropertyValue | null>>;

const maxDocumentLength = 64 * 1024;
const maxDocumentDepth = 16;

const containers: Readonly<Record<ObjectKind, ReadonlySet<string>>> = {
  User: containersOf('User'),
  Group: containersOf('Group'),
  Application: containersOf('Application'),
  ServicePrincipal: containersOf('ServicePrincipal'),
};

function containersOf(kind: ObjectKind): ReadonlySet<string> {
  return new Set(propertiesOf[kind].flatMap(({ within }) => (within === undefined ? [] : [within])));
}

/** Throws DirectoryError OBJECT_INVALID, naming the first property that is wrong. Annotations (`@odata.type`) are passed over. */
export function readPatch(kind: ObjectKind, input: unknown): Patch {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new DirectoryError('OBJECT_INVALID', `A ${kind} must be an object with properties.`);
  }
  const patch: Record<string, PropertyValue | null> = {};
  let extensions = 0;
  for (const [name, value] of Object.entries(input)) {
    if (name.includes('@odata.') || value === undefined || isPassword(kind, name)) continue;
    if (containers[kind].has(name)) readContainer(kind, name, value, patch);
    else if (isCustomExtension(name) && (kind === 'User' || kind === 'Group')) {
      if (++extensions > maxCustomExtensions)
        throw invalidValue(name, kind, `an object holds at most ${maxCustomExtensions} extension values`);
      patch[name] = readExtension(kind, name, value);
    } else {
      const property = propertyOf(kind, name);
      if (!property || property.within !== undefined || property.internal) throw unknownProperty(name);
      patch[name] = readValue(kind, property, value);
    }
  }
  return patch;
}

/** Clients must send a password with a new user. The directory keeps none: signing in is not its business. */
const isPassword = (kind: ObjectKind, name: string): boolean => kind === 'User' && name === 'passwordProfile';

/** As readPatch, for an object that does not exist yet: required properties must have a value, nulls are left out, and a user is a member or a guest. */
export function readNew(kind: ObjectKind, input: unknown): Readonly<Record<string, PropertyValue>> {
  const values = Object.entries(readPatch(kind, input)).filter(
    (entry): entry is [string, PropertyValue] => entry[1] !== null,
  );
  const given = new Set(values.map(([name]) => name));
  for (const property of propertiesOf[kind]) {
    if (property.required && !given.has(property.name)) throw valueRequired(property.name, kind);
  }
  const read = Object.fromEntries(values);
  return kind === 'User' ? { userType: userTypeOf(String(read['userPrincipalName'])), ...read } : read;
}

const userTypeOf = (userPrincipalName: string): 'Guest' | 'Member' =>
  isGuestName(userPrincipalName) ? 'Guest' : 'Member';

function readContainer(
  kind: ObjectKind,
  container: string,
  value: unknown,
  patch: Record<string, PropertyValue | null>,
): void {
  const members = propertiesOf[kind].filter(({ within }) => within === container);
  if (value === null) {
    for (const { name } of members) patch[name] = null;
    return;
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidValue(container, kind, 'it must be an object');
  for (const [name, part] of Object.entries(value as object)) {
    if (name.includes('@odata.') || part === undefined) continue;
    const property = members.find((member) => member.name === name);
    if (!property) throw unknownProperty(`${container}/${name}`);
    patch[name] = readValue(kind, property, part);
  }
}

function readValue(kind: ObjectKind, property: Property, value: unknown): PropertyValue | null {
  if (value === null || value === '') {
    if (property.required) throw valueRequired(property.name, kind);
    return null;
  }
  const fail = (reason: string): never => {
    throw invalidValue(property.name, kind, reason);
  };
  switch (property.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : fail('it must be true or false');
    case 'strings':
      return readStrings(value, property.maxLength, fail);
    case 'json':
      return readDocument(property, value, fail);
    case 'uuid': {
      const text = readText(value, 36, fail);
      return isUuid(text) ? text.toLowerCase() : fail('it must be a GUID');
    }
    case 'dateTime': {
      const date = new Date(readText(value, 40, fail));
      return Number.isNaN(date.getTime()) ? fail('it must be a date and time in ISO 8601') : date.toISOString();
    }
    case 'string': {
      const text = readText(value, property.maxLength, fail);
      const trouble = property.check?.(text);
      return trouble === undefined ? text : fail(trouble);
    }
  }
}

function readText(value: unknown, maxLength: number, fail: (reason: string) => never): string {
  if (typeof value !== 'string') return fail('it must be text');
  if (value.length > maxLength) return fail(`it must have at most ${maxLength} characters`);
  if (!isStorable(value)) return fail('it must be well-formed text without the character U+0000');
  return value;
}

/** PostgreSQL holds neither U+0000 nor half a surrogate pair. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000');

function readStrings(value: unknown, maxLength: number, fail: (reason: string) => never): readonly string[] | null {
  if (!Array.isArray(value)) return fail('it must be a list of texts');
  if (value.length > maxListLength) return fail(`it must have at most ${maxListLength} elements`);
  const texts = value.map((element) => readText(element, maxLength, fail)).filter((text) => text !== '');
  return texts.length === 0 ? null : texts;
}

function readDocument(property: Property, value: unknown, fail: (reason: string) => never): PropertyValue {
  if (!isShallow(value, maxDocumentDepth)) return fail(`it must be nested at most ${maxDocumentDepth} levels deep`);
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) return fail('it must be a JSON document');
  if (text.length > maxDocumentLength) return fail(`it must have at most ${maxDocumentLength} characters as JSON`);
  // JSON.stringify writes half a surrogate pair and U+0000 as escapes, which jsonb refuses.
  if (/\\u0000|\\ud[89a-f]/i.test(text.replaceAll('\\\\', '')))
    return fail('it must be well-formed text without the character U+0000');
  const document = JSON.parse(text) as Json;
  const check = property.name === 'appRoles' ? checkAppRoles : applicationDocuments[property.name];
  const trouble = check?.(document);
  return trouble === undefined ? (document as PropertyValue) : fail(trouble);
}

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1)));

function readExtension(kind: ObjectKind, name: string, value: unknown): PropertyValue | null {
  const fail = (reason: string): never => {
    throw invalidValue(name, kind, reason);
  };
  if (value === null || value === '') return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : fail('it must be a finite number');
  if (Array.isArray(value)) return readStrings(value, maxExtensionLength, fail);
  return readText(value, maxExtensionLength, fail);
}
