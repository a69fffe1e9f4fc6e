/**
 * What a target says of its attributes (`/Schemas`), merged into the schema of a job: new attributes are added, types that
 * differ are told, and what the target does not name any more is told too. Nothing that an administrator wrote is thrown
 * away or changed.
 */
import type { AttributeDefinition, ObjectDefinition, SynchronizationSchema } from '@drawbridge/contract';
import type { Attribute, Schema } from '@drawbridge/scim';
import { objectTypes, type ObjectType } from '../ports/source.ts';

export type DiscoveredAttribute = { readonly objectName: string; readonly name: string };
export type TypeDifference = DiscoveredAttribute & {
  readonly before: AttributeDefinition['type'];
  readonly discovered: AttributeDefinition['type'];
};

export type SchemaDiscovery = {
  readonly schema: SynchronizationSchema;
  readonly added: readonly DiscoveredAttribute[];
  /** Left as they are: an administrator decides. */
  readonly typeChanged: readonly TypeDifference[];
  /** In the schema, and not named by the target; kept. */
  readonly notFound: readonly DiscoveredAttribute[];
};

/** Pure. `at` becomes the directory's discoveryDateTime. */
export function discoverSchema(
  schema: SynchronizationSchema,
  targetSchemas: readonly Schema[],
  at: Date,
): SchemaDiscovery {
  const rule = [...schema.synchronizationRules].sort((a, b) => a.priority - b.priority)[0];
  const discoveries: ObjectDiscovery[] = [];
  const directories = schema.directories.map((directory) => {
    if (directory.name !== rule?.targetDirectoryName) return directory;
    const objects = directory.objects.map((object) => {
      const type = typeOf(object.name, rule.objectMappings);
      if (!type) return object;
      const found = discoverObject(object, attributesOf(type, targetSchemas));
      discoveries.push(found);
      return found.object;
    });
    return { ...directory, objects, discoveryDateTime: at.toISOString() };
  });
  return {
    schema: { ...schema, directories },
    added: discoveries.flatMap(({ added }) => added),
    typeChanged: discoveries.flatMap(({ typeChanged }) => typeChanged),
    notFound: discoveries.flatMap(({ notFound }) => notFound),
  };
}

type ObjectMappings = SynchronizationSchema['synchronizationRules'][number]['objectMappings'];

function typeOf(targetObjectName: string, mappings: ObjectMappings): ObjectType | undefined {
  const source = mappings.find((mapping) => mapping.targetObjectName === targetObjectName)?.sourceObjectName;
  return objectTypes.find((type) => type.toLowerCase() === source?.toLowerCase());
}

type ObjectDiscovery = Omit<SchemaDiscovery, 'schema'> & { readonly object: ObjectDefinition };

function discoverObject(object: ObjectDefinition, discovered: readonly AttributeDefinition[]): ObjectDiscovery {
  const objectName = object.name;
  const known = new Map(object.attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
  const fresh = discovered.filter(({ name }) => !known.has(name.toLowerCase()));
  const typeChanged = discovered.flatMap(({ name, type }) => {
    const before = known.get(name.toLowerCase());
    const differs = before && before.type !== type && before.type !== 'Reference';
    return differs ? [{ objectName, name: before.name, before: before.type, discovered: type }] : [];
  });
  const roots = new Set(discovered.map(({ name }) => rootOf(name)));
  const notFound = object.attributes.filter(({ name }) => !isCommon(name) && !roots.has(rootOf(name)));
  return {
    object: { ...object, attributes: [...object.attributes, ...fresh] },
    added: fresh.map(({ name }) => ({ objectName, name })),
    typeChanged,
    notFound: notFound.map(({ name }) => ({ objectName, name })),
  };
}

/** Attributes that every resource has and no schema needs to name (RFC 7643 §3.1). */
const isCommon = (name: string): boolean => ['id', 'externalid'].includes(name.toLowerCase());

/** `emails[type eq "work"].value` and `emails` are one attribute to a target; a URN stays before its name. */
function rootOf(name: string): string {
  const colon = name.search(/:[^:]*$/);
  const [urn, path] = colon < 0 ? ['', name] : [name.slice(0, colon + 1), name.slice(colon + 1)];
  return (urn + path.split(/[[.]/)[0]!).toLowerCase();
}

const core = {
  User: 'urn:ietf:params:scim:schemas:core:2.0:user',
  Group: 'urn:ietf:params:scim:schemas:core:2.0:group',
};

/** Of extensions, the name tells whose they are: `…:2.0:User`. */
function attributesOf(type: ObjectType, schemas: readonly Schema[]): readonly AttributeDefinition[] {
  return schemas.flatMap((schema) => {
    const id = schema.id.toLowerCase();
    if (id === core[type]) return schema.attributes.flatMap((attribute) => definitionsOf(attribute, ''));
    const isOurs = id.includes(':extension:') && id.endsWith(`:${type.toLowerCase()}`);
    return isOurs ? schema.attributes.flatMap((attribute) => definitionsOf(attribute, `${schema.id}:`)) : [];
  });
}

/** One definition for each thing that a mapping can name: the parts of a structure, and of a list by its kinds. */
function definitionsOf(attribute: Attribute, prefix: string): readonly AttributeDefinition[] {
  const name = `${prefix}${attribute.name}`;
  const parts = (attribute.subAttributes ?? []).filter(({ name: part }) => !part.startsWith('$'));
  if (attribute.type !== 'complex' || parts.length === 0) return [definitionOf(name, attribute)];
  if (!attribute.multiValued) return parts.map((part) => definitionOf(`${name}.${part.name}`, part));
  const kinds = parts.find((part) => part.name.toLowerCase() === 'type')?.canonicalValues ?? [];
  const values = parts.filter((part) => !['type', 'primary', 'display'].includes(part.name.toLowerCase()));
  const byKind = kinds.flatMap((kind) =>
    values.map((part) => definitionOf(`${name}[type eq ${JSON.stringify(kind)}].${part.name}`, part)),
  );
  return [definitionOf(name, attribute), ...byKind];
}

const types: Record<Attribute['type'], AttributeDefinition['type']> = {
  string: 'String',
  boolean: 'Boolean',
  decimal: 'String',
  integer: 'Integer',
  dateTime: 'DateTime',
  binary: 'Binary',
  reference: 'String',
  complex: 'String',
};

const mutabilities = {
  readOnly: 'ReadOnly',
  readWrite: 'ReadWrite',
  immutable: 'Immutable',
  writeOnly: 'WriteOnly',
} as const;

const definitionOf = (name: string, attribute: Attribute): AttributeDefinition => ({
  name,
  type: types[attribute.type],
  anchor: false,
  caseExact: attribute.caseExact,
  required: false,
  multivalued: attribute.multiValued,
  flowNullValues: false,
  mutability: mutabilities[attribute.mutability],
  defaultValue: null,
  apiExpressions: [],
  metadata: [],
  referencedObjects: [],
});
