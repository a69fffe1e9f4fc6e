/**
 * Compiles a job's synchronization schema, once a cycle. Everything that is wrong with a schema is found here, before the
 * first record; validate-schema.ts tells it to whoever saves one.
 */
import { MappingError } from '@drawbridge/base';
import {
  readJobSettings,
  type AttributeDefinition,
  type AttributeMapping,
  type JobSettings,
  type ObjectMapping,
  type SynchronizationSchema,
} from '@drawbridge/contract';
import { groupResourceType, userResourceType } from '@drawbridge/scim';
import { objectTypes, type ObjectType, type ReferenceAttribute } from '../ports/source.ts';
import { compileFilter } from '../scoping/clause.ts';
import { compileMapping } from './compile-mapping.ts';
import type { CompiledMapping, CompiledObject, CompiledReference, CompiledRule } from './compiled-rule.ts';

/** Throws MappingError MAPPING_BROKEN or EXPRESSION_INVALID, naming the object and the mapping. */
export function compileSchema(schema: SynchronizationSchema, settings: JobSettings = readJobSettings()): CompiledRule {
  const rule = [...schema.synchronizationRules].sort((a, b) => a.priority - b.priority)[0];
  if (!rule) throw new MappingError('MAPPING_BROKEN', 'The schema has no synchronization rule.');
  const objects = new Map<ObjectType, CompiledObject>();
  for (const mapping of rule.objectMappings) {
    const type = typeOf(mapping);
    if (mapping.enabled && !objects.has(type)) objects.set(type, compileObject(type, mapping, { schema, settings }));
  }
  if (objects.size === 0) throw new MappingError('MAPPING_BROKEN', 'No object mapping of the schema is enabled.');
  return { ruleId: rule.id, objects };
}

export function typeOf({ sourceObjectName }: ObjectMapping): ObjectType {
  const type = objectTypes.find((known) => known.toLowerCase() === sourceObjectName.toLowerCase());
  if (type) return type;
  throw new MappingError(
    'MAPPING_BROKEN',
    `The object mapping of "${sourceObjectName}" has no source: only ${objectTypes.join(' and ')} can be provisioned.`,
  );
}

function compileObject(
  type: ObjectType,
  mapping: ObjectMapping,
  { schema, settings }: { readonly schema: SynchronizationSchema; readonly settings: JobSettings },
): CompiledObject {
  const resourceType = type === 'User' ? userResourceType : groupResourceType;
  const target = targetObjectOf(mapping.targetObjectName, schema);
  const definitions = new Map((target?.attributes ?? []).map((definition) => [definition.name, definition]));
  const source = targetObjectOf(mapping.sourceObjectName, schema);
  const sourceDefinitions = new Map((source?.attributes ?? []).map((definition) => [definition.name, definition]));
  const reference = findReference(type, mapping.attributeMappings);
  const mappings = mapping.attributeMappings
    .filter((candidate) => candidate.targetAttributeName !== reference?.target)
    .map((candidate) => compileMapping(candidate, { resourceType, definitions, sourceDefinitions }));
  refuseWrites(mappings);
  const constants = (values: ReadonlyMap<string, string>) =>
    type === 'Group'
      ? []
      : [...values].map(([name, value]) => compileMapping(constantMapping(name, value), { resourceType, definitions }));
  const [whenDisabled, whenDeleted] = [settings.UserDisableAttributes, settings.UserDeleteAttributes].map(constants);
  const flows = mapping.flowTypes.split(',').map((flow) => flow.trim().toLowerCase());
  return {
    type,
    endpoint: type === 'User' ? 'Users' : 'Groups',
    resourceType,
    targetObjectName: mapping.targetObjectName,
    canAdd: flows.includes('add'),
    canUpdate: flows.includes('update'),
    canDelete: flows.includes('delete'),
    filter: compileFilter(mapping.scope),
    reads: new Set([...mappings.flatMap(sourcesOf), ...operandsOf(mapping)]),
    mappings,
    matching: matchingOf(type, mappings),
    active: mappings.filter((candidate) => candidate.readsIsSoftDeleted),
    whenDisabled: whenDisabled ?? [],
    whenDeleted: whenDeleted ?? [],
    reference,
    rolePriority: settings.RolePriority,
    hasSoftDelete: !target?.metadata?.some((entry) => isDeclared(entry, 'IsSoftDeletionSupported', 'false')),
  };
}

const sourcesOf = ({ sourceName, expression }: CompiledMapping): readonly string[] =>
  sourceName === undefined ? (expression?.attributes ?? []) : [sourceName];

const operandsOf = ({ scope }: ObjectMapping): readonly string[] =>
  [...(scope?.groups ?? []), ...(scope?.inputFilterGroups ?? [])].flatMap(({ clauses }) =>
    (clauses ?? []).map(({ sourceOperandName }) => sourceOperandName),
  );

const constantMapping = (targetAttributeName: string, value: string): AttributeMapping => ({
  targetAttributeName,
  source: { type: 'Constant', name: value },
  matchingPriority: 0,
  flowBehavior: 'FlowWhenChanged',
  flowType: 'Always',
  exportMissingReferences: false,
});

export const targetObjectOf = (name: string, schema: SynchronizationSchema) =>
  schema.directories
    .flatMap(
      (directory: { objects: { name: string; attributes: AttributeDefinition[]; metadata?: Metadata }[] }) =>
        directory.objects,
    )
    .find((object) => object.name === name);

type Metadata = { key: string; value?: string | null | undefined }[] | null | undefined;

const isDeclared = (entry: { key: string; value?: string | null | undefined }, key: string, value: string): boolean =>
  entry.key === key && entry.value?.toLowerCase() === value;

/** `[manager]` of people and `[members]` of groups are references, written in a pass of their own. */
function findReference(type: ObjectType, mappings: readonly AttributeMapping[]): CompiledReference | undefined {
  const attribute: ReferenceAttribute = type === 'User' ? 'manager' : 'members';
  const mapping = mappings.find(({ source }) => source?.type === 'Attribute' && isNamed(source, attribute));
  return mapping && { attribute, target: mapping.targetAttributeName };
}

const isNamed = (source: { name?: string | null | undefined; expression?: string | null | undefined }, name: string) =>
  source.expression?.trim() === `[${name}]` || (!source.expression && source.name === name);

function matchingOf(type: ObjectType, mappings: readonly CompiledMapping[]): readonly CompiledMapping[] {
  const matching = mappings
    .filter((mapping) => mapping.matchingPriority > 0)
    .sort((a, b) => a.matchingPriority - b.matchingPriority);
  if (matching.length > 0) return matching;
  throw new MappingError('MAPPING_BROKEN', `No mapping of ${type} is a matching attribute; give one a precedence.`);
}

function refuseWrites(mappings: readonly CompiledMapping[]): void {
  const targets = new Set<string>();
  for (const { target } of mappings) {
    if (target === 'id')
      throw new MappingError('MAPPING_BROKEN', 'The attribute id belongs to the target; it cannot be mapped.');
    if (targets.has(target)) throw new MappingError('MAPPING_BROKEN', `The attribute ${target} is mapped twice.`);
    targets.add(target);
  }
}
