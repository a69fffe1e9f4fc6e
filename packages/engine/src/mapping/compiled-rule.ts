/** The synchronization schema as the steps use it: everything that can be known before the first record is known here. */
import type { AttributeDefinition } from '@drawbridge/contract';
import type { Attribute, Path, ResourceType, ScimValue } from '@drawbridge/scim';
import type { CompiledExpression } from '@drawbridge/expressions';
import type { ObjectType, ReferenceAttribute } from '../ports/source.ts';
import type { CompiledFilter } from '../scoping/clause.ts';

export type MappingKind = 'direct' | 'constant' | 'function' | 'unique' | 'none';

export type FlowType = 'Always' | 'ObjectAddOnly' | 'MultiValueAddOnly' | 'ValueAddOnly' | 'AttributeAddOnly';

export type CompiledMapping = {
  /** The target attribute's name, as the schema and the log write it. */
  readonly target: string;
  readonly path: Path;
  readonly definition: AttributeDefinition;
  /** How two values of the target attribute are compared. */
  readonly attribute: Attribute;
  readonly kind: MappingKind;
  /** The source attribute of a direct mapping. */
  readonly sourceName: string | undefined;
  readonly constant: ScimValue | undefined;
  readonly expression: CompiledExpression | undefined;
  /** Written on create, when the mapping gives nothing; of a mapping of kind `none` also on update. */
  readonly defaultValue: ScimValue | undefined;
  readonly defaultApplies: { readonly onCreate: boolean; readonly onUpdate: boolean };
  /** The value is the object's app roles: merged with those of others, or asserted alone. */
  readonly roles: 'merge' | 'assert' | undefined;
  readonly flowType: FlowType;
  readonly writesUnchanged: boolean;
  readonly flowsNull: boolean;
  /** Its value may be written and must not be logged. */
  readonly isSensitive: boolean;
  readonly matchingPriority: number;
  readonly readsIsSoftDeleted: boolean;
};

export type CompiledReference = { readonly attribute: ReferenceAttribute; readonly target: string };

export type CompiledObject = {
  readonly type: ObjectType;
  readonly endpoint: 'Users' | 'Groups';
  readonly resourceType: ResourceType;
  readonly targetObjectName: string;
  readonly canAdd: boolean;
  readonly canUpdate: boolean;
  readonly canDelete: boolean;
  readonly filter: CompiledFilter;
  /** Source attributes that a mapping or the filter reads: what a change of others leaves as it is. */
  readonly reads: ReadonlySet<string>;
  /** All but references. */
  readonly mappings: readonly CompiledMapping[];
  /** By precedence, the first tried first; never empty. */
  readonly matching: readonly CompiledMapping[];
  /** Those that follow IsSoftDeleted; empty when the object has no `active`. */
  readonly active: readonly CompiledMapping[];
  /** Constants that the job's settings want written with a disable, and before a delete. */
  readonly whenDisabled: readonly CompiledMapping[];
  readonly whenDeleted: readonly CompiledMapping[];
  readonly reference: CompiledReference | undefined;
  /** Values of app roles, the preferred first. */
  readonly rolePriority: readonly string[];
  /** False for a target that is declared to know no disabled accounts: it gets DELETE instead. */
  readonly hasSoftDelete: boolean;
};

export type CompiledRule = {
  readonly ruleId: string;
  readonly objects: ReadonlyMap<ObjectType, CompiledObject>;
};
