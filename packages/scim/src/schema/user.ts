/**
 * The User schema (RFC 7643 §4.1 and §8.7.1). Departures from the table of §8.7.1: `groups.value` and all references are
 * case exact, because they are another resource's `id` and URIs; so is `password`.
 */
import { defineAttribute, type Attribute } from './attribute.ts';
import type { Schema } from './schema.ts';
import { coreUserUrn } from './urn.ts';

const primary = defineAttribute('primary', 'Whether this is the preferred value. True at most once.', {
  type: 'boolean',
});

function typeOf(kind: string, canonicalValues?: readonly string[]): Attribute {
  return defineAttribute('type', `What the ${kind} is for.`, canonicalValues === undefined ? {} : { canonicalValues });
}

function values(
  name: string,
  kind: string,
  value: Partial<Omit<Attribute, 'name' | 'description'>> = {},
  types?: readonly string[],
): Attribute {
  return defineAttribute(name, `The user's ${name}.`, {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      defineAttribute('value', `The ${kind} itself.`, value),
      defineAttribute('display', `The ${kind} for people to read.`),
      typeOf(kind, types),
      primary,
    ],
  });
}

const name = defineAttribute('name', "The components of the user's name.", {
  type: 'complex',
  subAttributes: [
    defineAttribute('formatted', 'The full name, for display.'),
    defineAttribute('familyName', 'The last name.'),
    defineAttribute('givenName', 'The first name.'),
    defineAttribute('middleName', 'The middle names.'),
    defineAttribute('honorificPrefix', 'The title before the name, such as Ms.'),
    defineAttribute('honorificSuffix', 'What follows the name, such as III.'),
  ],
});

const addresses = defineAttribute('addresses', "The user's postal addresses.", {
  type: 'complex',
  multiValued: true,
  subAttributes: [
    defineAttribute('formatted', 'The full address, for display or a label.'),
    defineAttribute('streetAddress', 'Street, house number, post box.'),
    defineAttribute('locality', 'City.'),
    defineAttribute('region', 'State or region.'),
    defineAttribute('postalCode', 'Postal code.'),
    defineAttribute('country', 'Country, as ISO 3166-1 alpha-2.'),
    typeOf('address', ['work', 'home', 'other']),
    primary,
  ],
});

const groups = defineAttribute('groups', 'The groups the user belongs to, directly or through others.', {
  type: 'complex',
  multiValued: true,
  mutability: 'readOnly',
  subAttributes: [
    defineAttribute('value', "The group's id.", { mutability: 'readOnly', caseExact: true }),
    defineAttribute('$ref', "The group's URI.", {
      type: 'reference',
      referenceTypes: ['Group'],
      mutability: 'readOnly',
      caseExact: true,
    }),
    defineAttribute('display', "The group's name.", { mutability: 'readOnly' }),
    defineAttribute('type', 'Whether the membership is direct.', {
      mutability: 'readOnly',
      canonicalValues: ['direct', 'indirect'],
    }),
  ],
});

export const userSchema: Schema = {
  id: coreUserUrn,
  name: 'User',
  description: 'User Account',
  attributes: [
    defineAttribute('userName', 'The name the user signs in with; unique at the service provider.', {
      required: true,
      uniqueness: 'server',
    }),
    name,
    defineAttribute('displayName', 'The name shown to people.'),
    defineAttribute('nickName', 'The casual name.'),
    defineAttribute('profileUrl', "The URL of the user's profile page.", {
      type: 'reference',
      referenceTypes: ['external'],
      caseExact: true,
    }),
    defineAttribute('title', 'The job title.'),
    defineAttribute('userType', 'The relation between organisation and user, such as Employee.'),
    defineAttribute('preferredLanguage', 'The preferred languages, as in Accept-Language.'),
    defineAttribute('locale', 'The locale for dates, numbers and currency.'),
    defineAttribute('timezone', 'The time zone, in the tz database format.'),
    defineAttribute('active', 'Whether the account may be used.', { type: 'boolean' }),
    defineAttribute('password', 'The clear text password; never returned.', {
      mutability: 'writeOnly',
      returned: 'never',
      caseExact: true,
    }),
    values('emails', 'e-mail address', {}, ['work', 'home', 'other']),
    values('phoneNumbers', 'phone number', {}, ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    values('ims', 'instant messaging address', {}, ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo']),
    values('photos', 'photo', { type: 'reference', referenceTypes: ['external'], caseExact: true }, [
      'photo',
      'thumbnail',
    ]),
    addresses,
    groups,
    values('entitlements', 'entitlement'),
    values('roles', 'role'),
    values('x509Certificates', 'certificate', { type: 'binary', caseExact: true }),
  ],
};
