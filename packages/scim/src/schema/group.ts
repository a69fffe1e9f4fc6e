/**
 * The Group schema (RFC 7643 §4.2 and §8.7.1). Departures from the table: `members` has `display`, which the
 * example of §8.4 shows and most servers return; `members.value` is case exact, because it is a resource's `id`.
 */
import { defineAttribute } from './attribute.ts';
import type { Schema } from './schema.ts';
import { coreGroupUrn } from './urn.ts';

export const groupSchema: Schema = {
  id: coreGroupUrn,
  name: 'Group',
  description: 'Group',
  attributes: [
    defineAttribute('displayName', 'The name of the group.', { required: true }),
    defineAttribute('members', 'The members of the group.', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        defineAttribute('value', "The member's id.", { mutability: 'immutable', caseExact: true }),
        defineAttribute('$ref', "The member's URI.", {
          type: 'reference',
          referenceTypes: ['User', 'Group'],
          mutability: 'immutable',
          caseExact: true,
        }),
        defineAttribute('type', 'Whether the member is a user or a group.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
        }),
        defineAttribute('display', "The member's name.", { mutability: 'immutable' }),
      ],
    }),
  ],
};
