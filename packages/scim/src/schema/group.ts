/**
 * The Group schema (RFC 7643 §4.2 and §8.7.1). Departures from the table: `members.value` and `$ref` are case exact,
 * because they are a resource's `id` and URI; `display` may be given with a new member, as the example of
 * RFC 7644 §3.5.2.1 does.
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
