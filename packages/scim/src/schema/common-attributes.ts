/** The attributes every resource has, though no schema lists them (RFC 7643 §3.1 and §3). */
import { defineAttribute, type Attribute } from './attribute.ts';

const readOnly = { mutability: 'readOnly' } as const;

export const commonAttributes: readonly Attribute[] = [
  defineAttribute('schemas', 'The schemas whose attributes the resource holds.', {
    type: 'reference',
    referenceTypes: ['uri'],
    multiValued: true,
    required: true,
    caseExact: true,
    returned: 'always',
  }),
  defineAttribute('id', 'The identifier that the service provider gave the resource.', {
    ...readOnly,
    caseExact: true,
    returned: 'always',
    uniqueness: 'server',
  }),
  defineAttribute('externalId', 'The identifier that the provisioning client gave the resource.', { caseExact: true }),
  defineAttribute('meta', 'What the service provider knows about the resource.', {
    ...readOnly,
    type: 'complex',
    subAttributes: [
      defineAttribute('resourceType', 'The name of the resource type.', { ...readOnly, caseExact: true }),
      defineAttribute('created', 'When the resource was added.', { ...readOnly, type: 'dateTime' }),
      defineAttribute('lastModified', 'When the resource was last changed.', { ...readOnly, type: 'dateTime' }),
      defineAttribute('location', 'The URI of the resource.', {
        ...readOnly,
        type: 'reference',
        referenceTypes: ['uri'],
        caseExact: true,
      }),
      defineAttribute('version', 'The version of the resource, as its ETag.', { ...readOnly, caseExact: true }),
    ],
  }),
];
