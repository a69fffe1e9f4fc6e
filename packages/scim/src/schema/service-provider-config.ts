/** The schema of ServiceProviderConfig (RFC 7643 §5 and §8.7.2): what a server says it can do. */
import { defineAttribute, type Attribute } from './attribute.ts';
import type { Schema } from './schema.ts';
import { serviceProviderConfigUrn } from './urn.ts';

const readOnly = { mutability: 'readOnly' } as const;
const supported = defineAttribute('supported', 'Whether the operation is supported.', {
  ...readOnly,
  type: 'boolean',
  required: true,
});

function integer(name: string, description: string): Attribute {
  return defineAttribute(name, description, { ...readOnly, type: 'integer', required: true });
}

function option(name: string, description: string, more: readonly Attribute[] = []): Attribute {
  return defineAttribute(name, description, {
    ...readOnly,
    type: 'complex',
    required: true,
    subAttributes: [supported, ...more],
  });
}

export const serviceProviderConfigSchema: Schema = {
  id: serviceProviderConfigUrn,
  name: 'ServiceProviderConfig',
  description: "The service provider's configuration",
  attributes: [
    defineAttribute('documentationUri', 'A page of help for people.', {
      ...readOnly,
      type: 'reference',
      referenceTypes: ['external'],
      caseExact: true,
    }),
    option('patch', 'PATCH.'),
    option('bulk', 'Bulk operations.', [
      integer('maxOperations', 'The most operations in one bulk request.'),
      integer('maxPayloadSize', 'The largest bulk request in bytes.'),
    ]),
    option('filter', 'Filters.', [integer('maxResults', 'The most resources in one answer.')]),
    option('changePassword', 'Changing passwords.'),
    option('sort', 'Sorting.'),
    option('etag', 'ETags.'),
    defineAttribute('authenticationSchemes', 'The ways to authenticate.', {
      ...readOnly,
      type: 'complex',
      multiValued: true,
      required: true,
      subAttributes: [
        defineAttribute('type', 'The kind of scheme.', {
          ...readOnly,
          required: true,
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        defineAttribute('name', 'The name of the scheme.', { ...readOnly, required: true }),
        defineAttribute('description', 'What the scheme is.', { ...readOnly, required: true }),
        defineAttribute('specUri', "The scheme's specification.", {
          ...readOnly,
          type: 'reference',
          referenceTypes: ['external'],
          caseExact: true,
        }),
        defineAttribute('documentationUri', 'How to use the scheme here.', {
          ...readOnly,
          type: 'reference',
          referenceTypes: ['external'],
          caseExact: true,
        }),
        defineAttribute('primary', 'Whether this scheme is preferred.', { ...readOnly, type: 'boolean' }),
      ],
    }),
  ],
};
