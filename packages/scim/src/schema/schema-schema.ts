/** The schema of schemas (RFC 7643 §7 and §8.7.2). */
import {
  attributeTypes,
  defineAttribute,
  mutabilities,
  returnedRules,
  uniquenesses,
  type Attribute,
} from './attribute.ts';
import type { Schema } from './schema.ts';
import { schemaUrn } from './urn.ts';

const readOnly = { mutability: 'readOnly' } as const;

function closedSet(name: string, description: string, canonicalValues: readonly string[]): Attribute {
  return defineAttribute(name, description, { ...readOnly, caseExact: true, canonicalValues });
}

function flag(name: string, description: string): Attribute {
  return defineAttribute(name, description, { ...readOnly, type: 'boolean' });
}

const characteristics: readonly Attribute[] = [
  defineAttribute('name', "The attribute's name.", { ...readOnly, required: true, caseExact: true }),
  { ...closedSet('type', "The attribute's data type.", attributeTypes), required: true },
  { ...flag('multiValued', 'Whether it holds several values.'), required: true },
  defineAttribute('description', 'What the attribute is.', { ...readOnly, caseExact: true }),
  flag('required', 'Whether it must have a value.'),
  defineAttribute('canonicalValues', 'Values that are suggested.', { ...readOnly, multiValued: true, caseExact: true }),
  flag('caseExact', 'Whether case matters in comparisons.'),
  closedSet('mutability', 'When it can be written.', mutabilities),
  closedSet('returned', 'When it is returned.', returnedRules),
  closedSet('uniqueness', 'How unique its values are.', uniquenesses),
  defineAttribute('referenceTypes', 'What a reference may point to.', {
    ...readOnly,
    multiValued: true,
    caseExact: true,
  }),
];

export const schemaSchema: Schema = {
  id: schemaUrn,
  name: 'Schema',
  description: 'The attributes of a resource',
  attributes: [
    defineAttribute('id', 'The URI of the schema.', { ...readOnly, required: true, caseExact: true }),
    defineAttribute('name', 'The name of the schema.', { ...readOnly, required: true }),
    defineAttribute('description', 'What the schema describes.', readOnly),
    defineAttribute('attributes', 'The attributes of the schema.', {
      ...readOnly,
      type: 'complex',
      multiValued: true,
      required: true,
      subAttributes: [
        ...characteristics,
        defineAttribute('subAttributes', 'The parts of a complex attribute.', {
          ...readOnly,
          type: 'complex',
          multiValued: true,
          subAttributes: characteristics,
        }),
      ],
    }),
  ],
};
