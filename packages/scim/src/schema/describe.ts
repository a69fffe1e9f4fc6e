/** Schemas and resource types as the documents of `/Schemas` and `/ResourceTypes` (RFC 7643 §6, §7, RFC 7644 §4). */
import { createObject, type ScimObject, type ScimValue } from '../document/value.ts';
import type { Attribute } from './attribute.ts';
import type { ResourceType, Schema } from './schema.ts';
import { resourceTypeUrn, schemaUrn } from './urn.ts';

/** A schema as a document. `baseUrl`, when given, makes `meta.location`. Absent characteristics are left out, never null. */
export function schemaToDocument(schema: Schema, baseUrl?: string): ScimObject {
  return createObject({
    schemas: [schemaUrn],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: schema.attributes.map(attributeToDocument),
    meta: meta('Schema', baseUrl, `/Schemas/${schema.id}`),
  });
}

/** A resource type as a document. */
export function resourceTypeToDocument(resourceType: ResourceType, baseUrl?: string): ScimObject {
  const document = createObject({
    schemas: [resourceTypeUrn],
    id: resourceType.id,
    name: resourceType.name,
    endpoint: resourceType.endpoint,
    description: resourceType.description,
    schema: resourceType.schema.id,
  });
  if (resourceType.extensions.length > 0) {
    document['schemaExtensions'] = resourceType.extensions.map(({ schema, required }) =>
      createObject({ schema: schema.id, required }),
    );
  }
  document['meta'] = meta('ResourceType', baseUrl, `/ResourceTypes/${resourceType.id}`);
  return document;
}

function attributeToDocument(attribute: Attribute): ScimObject {
  const members: Record<string, ScimValue> = {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    caseExact: attribute.caseExact,
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
  };
  if (attribute.canonicalValues) members['canonicalValues'] = [...attribute.canonicalValues];
  if (attribute.referenceTypes) members['referenceTypes'] = [...attribute.referenceTypes];
  if (attribute.subAttributes) members['subAttributes'] = attribute.subAttributes.map(attributeToDocument);
  return createObject(members);
}

function meta(resourceType: string, baseUrl: string | undefined, path: string): ScimObject {
  const document = createObject({ resourceType });
  if (baseUrl !== undefined) document['location'] = baseUrl.replace(/\/+$/, '') + path;
  return document;
}
