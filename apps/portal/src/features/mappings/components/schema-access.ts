/** Where things stand in a schema, for reading and for changing a copy. */
import type {
  AttributeDefinition,
  ObjectDefinition,
  ObjectMapping,
  SynchronizationRule,
  SynchronizationSchema,
} from '@drawbridge/contract';

export type Place = {
  readonly rule: SynchronizationRule;
  readonly mapping: ObjectMapping;
  readonly source: ObjectDefinition | undefined;
  readonly target: ObjectDefinition | undefined;
};

/** What an object mapping is called in addresses. */
export const nameOf = ({ name, sourceObjectName }: ObjectMapping): string => name ?? sourceObjectName;

export function findObject(
  { directories }: SynchronizationSchema,
  directoryName: string,
  objectName: string,
): ObjectDefinition | undefined {
  const directory = directories.find(({ name }) => name === directoryName);
  return directory?.objects.find(({ name }) => name === objectName);
}

export const placesOf = (schema: SynchronizationSchema): readonly Place[] =>
  schema.synchronizationRules.flatMap((rule) =>
    rule.objectMappings.map((mapping) => ({
      rule,
      mapping,
      source: findObject(schema, rule.sourceDirectoryName, mapping.sourceObjectName),
      target: findObject(schema, rule.targetDirectoryName, mapping.targetObjectName),
    })),
  );

export function withMapping(
  schema: SynchronizationSchema,
  name: string,
  mapping: ObjectMapping,
): SynchronizationSchema {
  const synchronizationRules = schema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.map((one) => (nameOf(one) === name ? mapping : one)),
  }));
  return { ...schema, synchronizationRules };
}

export function withAttributes(
  schema: SynchronizationSchema,
  directoryName: string,
  objectName: string,
  attributes: readonly AttributeDefinition[],
): SynchronizationSchema {
  const directories = schema.directories.map((directory) =>
    directory.name === directoryName
      ? {
          ...directory,
          objects: directory.objects.map((object) =>
            object.name === objectName ? { ...object, attributes: [...attributes] } : object,
          ),
        }
      : directory,
  );
  return { ...schema, directories };
}

export const filterCount = ({ scope }: ObjectMapping): number =>
  (scope?.groups ?? []).length + (scope?.inputFilterGroups ?? []).length;

const actions = ['Add', 'Update', 'Delete'] as const;
export type TargetAction = (typeof actions)[number];

/** `Add, Update, Delete` or `None`. */
export const actionsOf = ({ flowTypes }: ObjectMapping): readonly TargetAction[] => {
  const named = flowTypes.split(',').map((flow) => flow.trim().toLowerCase());
  return actions.filter((action) => named.includes(action.toLowerCase()));
};

export const toFlowTypes = (chosen: readonly TargetAction[]): string =>
  actions.filter((action) => chosen.includes(action)).join(', ') || 'None';

/** The order of properties is the service's own, so their text can be compared. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
