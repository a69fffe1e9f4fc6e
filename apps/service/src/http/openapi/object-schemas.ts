/** JSON Schemas of directory objects, from the property tables that validation and SQL read, too. */
import { propertiesOf, type ObjectKind, type Property } from '@drawbridge/directory';
import type { ObjectType } from './route-description.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

const types: Readonly<Record<Property['type'], JsonSchema>> = {
  string: { type: ['string', 'null'] },
  boolean: { type: ['boolean', 'null'] },
  uuid: { type: ['string', 'null'], format: 'uuid' },
  dateTime: { type: ['string', 'null'], format: 'date-time' },
  strings: { type: 'array', items: { type: 'string' } },
  json: {},
};

const identity: Readonly<Record<string, JsonSchema>> = {
  '@odata.type': { type: 'string' },
  id: { type: 'string', format: 'uuid' },
  createdDateTime: { type: ['string', 'null'], format: 'date-time' },
  deletedDateTime: { type: ['string', 'null'], format: 'date-time' },
};

function schemaOf(kind: ObjectKind): JsonSchema {
  const properties: Record<string, unknown> = { ...identity };
  for (const { name, type, maxLength, within, internal } of propertiesOf[kind]) {
    if (internal) continue;
    const schema = type === 'string' ? { ...types[type], maxLength } : types[type];
    if (within === undefined) {
      properties[name] = schema;
      continue;
    }
    const container = (properties[within] ?? { type: ['object', 'null'], properties: {} }) as { properties: object };
    properties[within] = { ...container, properties: { ...container.properties, [name]: schema } };
  }
  return { type: 'object', properties, additionalProperties: true };
}

export const objectSchemas: Readonly<Record<ObjectType, JsonSchema>> = {
  user: schemaOf('User'),
  group: schemaOf('Group'),
  application: schemaOf('Application'),
  servicePrincipal: schemaOf('ServicePrincipal'),
  directoryObject: { type: 'object', properties: identity, additionalProperties: true },
};
