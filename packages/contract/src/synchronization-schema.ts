/**
 * The synchronization schema of a job: directories, rules, object mappings and attribute mappings in Microsoft Graph's
 * shapes (graph.synchronizationSchema). The API validates with it, the engine compiles it, the portal edits it.
 */
import { z } from 'zod';

const metadata = z.array(z.object({ key: z.string(), value: z.string().nullish() })).nullish();

export type AttributeMappingSource = {
  type: 'Attribute' | 'Constant' | 'Function';
  name?: string | null | undefined;
  expression?: string | null | undefined;
  parameters?: { key: string; value: AttributeMappingSource }[] | null | undefined;
};

export const attributeMappingSource: z.ZodType<AttributeMappingSource> = z.lazy(() =>
  z.object({
    type: z.enum(['Attribute', 'Constant', 'Function']),
    name: z.string().nullish(),
    expression: z.string().nullish(),
    parameters: z.array(z.object({ key: z.string(), value: attributeMappingSource })).nullish(),
  }),
);

export const attributeMapping = z.object({
  targetAttributeName: z.string().min(1),
  source: attributeMappingSource.nullish(),
  defaultValue: z.string().nullish(),
  /** 0 is not a matching attribute; 1, 2, … are tried in this order. */
  matchingPriority: z.number().int().min(0).default(0),
  flowBehavior: z.enum(['FlowWhenChanged', 'FlowAlways']).default('FlowWhenChanged'),
  flowType: z
    .enum(['Always', 'ObjectAddOnly', 'MultiValueAddOnly', 'ValueAddOnly', 'AttributeAddOnly'])
    .default('Always'),
  exportMissingReferences: z.boolean().default(false),
  /** Ours: an empty source value clears the target, whatever the attribute definitions say. */
  flowNullValues: z.boolean().optional(),
  /** Ours: `DefaultValueApplies` is `Create`, `Update` or `Both`. */
  metadata,
});
export type AttributeMapping = z.infer<typeof attributeMapping>;

export const filterClause = z.object({
  sourceOperandName: z.string().min(1),
  operatorName: z.string().min(1),
  targetOperand: z.object({ values: z.array(z.string()).nullish() }).nullish(),
});
export type FilterClause = z.infer<typeof filterClause>;

export const filterGroup = z.object({ name: z.string().nullish(), clauses: z.array(filterClause).nullish() });
export type FilterGroup = z.infer<typeof filterGroup>;

/** `groups`: OR of AND-ed clauses; falling out deprovisions. `inputFilterGroups`: applied while reading; falling out does nothing. */
export const scopeFilter = z.object({
  groups: z.array(filterGroup).nullish(),
  inputFilterGroups: z.array(filterGroup).nullish(),
  categoryFilterGroups: z.array(filterGroup).nullish(),
});
export type ScopeFilter = z.infer<typeof scopeFilter>;

export const objectMapping = z.object({
  name: z.string().nullish(),
  enabled: z.boolean().default(true),
  /** Comma-separated flags: `Add`, `Update`, `Delete`, or `None`. */
  flowTypes: z.string().default('Add, Update, Delete'),
  sourceObjectName: z.string(),
  targetObjectName: z.string(),
  scope: scopeFilter.nullish(),
  attributeMappings: z.array(attributeMapping).default([]),
  metadata,
});
export type ObjectMapping = z.infer<typeof objectMapping>;

export const synchronizationRule = z.object({
  id: z.string(),
  name: z.string().nullish(),
  editable: z.boolean().default(true),
  priority: z.number().int().default(1),
  sourceDirectoryName: z.string(),
  targetDirectoryName: z.string(),
  objectMappings: z.array(objectMapping).default([]),
  metadata,
  containerFilter: z.unknown().optional(),
  groupFilter: z.unknown().optional(),
});
export type SynchronizationRule = z.infer<typeof synchronizationRule>;

export const attributeDefinition = z.object({
  name: z.string().min(1),
  type: z.enum(['String', 'Integer', 'Reference', 'Binary', 'Boolean', 'DateTime']).default('String'),
  anchor: z.boolean().default(false),
  caseExact: z.boolean().default(false),
  required: z.boolean().default(false),
  multivalued: z.boolean().default(false),
  flowNullValues: z.boolean().default(false),
  mutability: z.enum(['ReadWrite', 'ReadOnly', 'Immutable', 'WriteOnly']).default('ReadWrite'),
  defaultValue: z.string().nullish(),
  referencedObjects: z
    .array(z.object({ referencedObjectName: z.string(), referencedProperty: z.string().nullish() }))
    .nullish(),
  apiExpressions: z.array(z.object({ key: z.string(), value: z.string().nullish() })).nullish(),
  metadata,
});
export type AttributeDefinition = z.infer<typeof attributeDefinition>;

export const objectDefinition = z.object({
  name: z.string(),
  attributes: z.array(attributeDefinition).default([]),
  supportedApis: z.array(z.string()).nullish(),
  metadata,
});
export type ObjectDefinition = z.infer<typeof objectDefinition>;

export const directoryDefinition = z.object({
  id: z.string(),
  name: z.string(),
  readOnly: z.boolean().default(false),
  discoverabilities: z.string().default('None'),
  discoveryDateTime: z.string().nullish(),
  version: z.string().nullish(),
  objects: z.array(objectDefinition).default([]),
});
export type DirectoryDefinition = z.infer<typeof directoryDefinition>;

export const synchronizationSchema = z.object({
  id: z.string().nullish(),
  version: z.string().nullish(),
  synchronizationRules: z.array(synchronizationRule).min(1),
  directories: z.array(directoryDefinition).min(1),
});
export type SynchronizationSchema = z.infer<typeof synchronizationSchema>;
