/** One attribute mapping of the schema, compiled: its expression to closures, its path to a parsed path. */
import { MappingError, toProvisioningError } from '@drawbridge/base';
import type { AttributeDefinition, AttributeMapping } from '@drawbridge/contract';
import { compileExpression, fromMappingSource, type CompiledExpression } from '@drawbridge/expressions';
import { findAttribute, parsePath, type Attribute, type Path, type ResourceType } from '@drawbridge/scim';
import { coerce } from './coerce.ts';
import type { CompiledMapping } from './compiled-rule.ts';

type Context = {
  readonly resourceType: ResourceType;
  readonly definitions: ReadonlyMap<string, AttributeDefinition>;
  /** Of the source's attributes; absent: none is declared. */
  readonly sourceDefinitions?: ReadonlyMap<string, AttributeDefinition>;
};

/** Throws MappingError MAPPING_BROKEN, naming the mapping. */
export function compileMapping(
  mapping: AttributeMapping,
  { resourceType, definitions, sourceDefinitions = new Map() }: Context,
): CompiledMapping {
  const target = mapping.targetAttributeName;
  try {
    const path = parsePath(target);
    const known = findAttribute(resourceType, path.attribute);
    const definition = definitions.get(target) ?? undeclared(target, known);
    const source = compileSource(mapping, definition);
    if (source.kind === 'unique' && mapping.matchingPriority > 0) throw uniqueMatching(target);
    const defaultValue = coerce(mapping.defaultValue ?? definition.defaultValue ?? undefined, definition);
    return {
      target,
      path,
      definition,
      attribute: comparedAs(path, definition, known),
      ...source,
      defaultValue,
      flowType: mapping.flowType,
      writesUnchanged: mapping.flowBehavior === 'FlowAlways',
      defaultApplies: defaultApplies(mapping),
      roles: rolesOf(source.expression),
      flowsNull:
        !definition.required &&
        mapping.matchingPriority === 0 &&
        (mapping.flowNullValues ?? (isDeclaredToFlow(source, definition, sourceDefinitions) || isOfRoles(source))),
      isSensitive: isSensitive(definition),
      matchingPriority: mapping.matchingPriority,
    };
  } catch (thrown) {
    const cause = toProvisioningError(thrown);
    throw new MappingError('MAPPING_BROKEN', `The mapping of ${target} cannot be used: ${cause.message}`, {
      cause,
      details: { ...cause.details, targetAttributeName: target },
    });
  }
}

/** Declared so in the schema (`{"key":"Sensitive","value":"true"}`), or never shown by the target either. */
const isSensitive = ({ mutability, metadata }: AttributeDefinition): boolean =>
  mutability === 'WriteOnly' ||
  (metadata ?? []).some(({ key, value }) => key === 'Sensitive' && value?.toLowerCase() === 'true');

const uniqueMatching = (target: string): MappingError =>
  new MappingError(
    'MAPPING_BROKEN',
    `${target} is matched by, and a matching attribute cannot be chosen by SelectUniqueValue. Match by another attribute.`,
  );

/** Both sides must be declared to let nothing flow (Microsoft Entra's two gates). */
function isDeclaredToFlow(
  { sourceName, expression }: CompiledSource,
  definition: AttributeDefinition,
  sourceDefinitions: ReadonlyMap<string, AttributeDefinition>,
): boolean {
  if (!definition.flowNullValues) return false;
  const declared = (sourceName === undefined ? (expression?.attributes ?? []) : [sourceName]).flatMap(
    (name) => sourceDefinitions.get(name) ?? [],
  );
  return declared.length === 0 || declared.some(({ flowNullValues }) => flowNullValues);
}

/** Who lost the last role is told so. */
const isOfRoles = ({ expression }: CompiledSource): boolean =>
  expression?.attributes.includes('appRoleAssignments') ?? false;

function rolesOf(expression: CompiledExpression | undefined): CompiledMapping['roles'] {
  const functions = expression?.functions ?? [];
  if (functions.includes('AppRoleAssignmentsComplex')) return 'merge';
  return functions.includes('AssertiveAppRoleAssignmentsComplex') ? 'assert' : undefined;
}

/** Microsoft Entra writes a default on create only; the mapping's metadata may say otherwise. */
function defaultApplies({ metadata }: AttributeMapping): CompiledMapping['defaultApplies'] {
  const said = (metadata ?? []).find(({ key }) => key === 'DefaultValueApplies')?.value ?? 'Create';
  const word = said.toLowerCase();
  if (!['create', 'update', 'both'].includes(word)) {
    throw new MappingError('MAPPING_BROKEN', `DefaultValueApplies is "${said}"; it must be Create, Update or Both.`);
  }
  return { onCreate: word !== 'update', onUpdate: word !== 'create' };
}

type CompiledSource = Pick<CompiledMapping, 'kind' | 'sourceName' | 'constant' | 'expression' | 'readsIsSoftDeleted'>;

function compileSource({ source }: AttributeMapping, definition: AttributeDefinition): CompiledSource {
  const nothing = { sourceName: undefined, constant: undefined, expression: undefined, readsIsSoftDeleted: false };
  if (!source || (!source.expression && !source.name)) return { ...nothing, kind: 'none' };
  const tree = fromMappingSource(source);
  if (tree.kind === 'constant') return { ...nothing, kind: 'constant', constant: coerce(tree.value, definition) };
  if (tree.kind === 'attribute') {
    return {
      ...nothing,
      kind: 'direct',
      sourceName: tree.name,
      readsIsSoftDeleted: tree.name === 'IsSoftDeleted',
    };
  }
  const expression = compileExpression(tree);
  return {
    ...nothing,
    kind: expression.choosesUniqueValue ? 'unique' : 'function',
    expression,
    readsIsSoftDeleted: expression.attributes.includes('IsSoftDeleted'),
  };
}

/** A target attribute that the schema maps to without declaring it: what SCIM says of it, else a text. */
const undeclared = (name: string, known: Attribute | undefined): AttributeDefinition => ({
  name,
  type: known?.type === 'boolean' ? 'Boolean' : known?.type === 'integer' ? 'Integer' : 'String',
  anchor: false,
  caseExact: known?.caseExact ?? false,
  required: false,
  multivalued: known?.multiValued ?? false,
  flowNullValues: false,
  mutability: 'ReadWrite',
});

const comparedTypes = {
  String: 'string',
  Integer: 'integer',
  Reference: 'reference',
  Binary: 'binary',
  Boolean: 'boolean',
  DateTime: 'dateTime',
} as const;

/** The schema's word counts (caseExact above all); for lists of structures SCIM knows the parts. */
function comparedAs(path: Path, definition: AttributeDefinition, known: Attribute | undefined): Attribute {
  if (known?.type === 'complex' && path.valueFilter === undefined) return known;
  return {
    name: definition.name,
    description: '',
    type: comparedTypes[definition.type],
    multiValued: definition.multivalued,
    required: definition.required,
    caseExact: definition.caseExact,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
  };
}
