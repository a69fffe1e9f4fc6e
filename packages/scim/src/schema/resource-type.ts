/** The two resource types of RFC 7643 §4, and the schema of ResourceType itself (RFC 7643 §6 and §8.7.2). */
import { defineAttribute } from './attribute.ts';
import { enterpriseUserSchema } from './enterprise-user.ts';
import { groupSchema } from './group.ts';
import type { ResourceType, Schema } from './schema.ts';
import { resourceTypeUrn } from './urn.ts';
import { userSchema } from './user.ts';

export const userResourceType: ResourceType = {
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: userSchema,
  extensions: [{ schema: enterpriseUserSchema, required: false }],
};

export const groupResourceType: ResourceType = {
  id: 'Group',
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: groupSchema,
  extensions: [],
};

const readOnly = { mutability: 'readOnly' } as const;
const uri = { ...readOnly, type: 'reference', referenceTypes: ['uri'], caseExact: true } as const;

export const resourceTypeSchema: Schema = {
  id: resourceTypeUrn,
  name: 'ResourceType',
  description: 'A resource type and where it is found',
  attributes: [
    defineAttribute('id', 'The id of the resource type.', readOnly),
    defineAttribute('name', 'The name of the resource type.', {
      ...readOnly,
      required: true,
      caseExact: true,
      uniqueness: 'server',
    }),
    defineAttribute('description', 'What the resource type is.', readOnly),
    defineAttribute('endpoint', 'Its endpoint, relative to the base URL.', {
      ...uri,
      required: true,
      uniqueness: 'server',
    }),
    defineAttribute('schema', 'The URI of its schema.', { ...uri, required: true }),
    defineAttribute('schemaExtensions', 'The extensions of its schema.', {
      ...readOnly,
      type: 'complex',
      multiValued: true,
      required: true,
      subAttributes: [
        defineAttribute('schema', 'The URI of the extension.', { ...uri, required: true }),
        defineAttribute('required', 'Whether every resource must hold it.', {
          ...readOnly,
          type: 'boolean',
          required: true,
        }),
      ],
    }),
  ],
};
