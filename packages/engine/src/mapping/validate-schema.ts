/** Everything that is wrong with a schema, for whoever saves one: each finding with its place. */
import { toProvisioningError } from '@drawbridge/base';
import type { FilterGroup, ObjectMapping, SynchronizationSchema } from '@drawbridge/contract';
import { groupResourceType, userResourceType } from '@drawbridge/scim';
import { compileFilter } from '../scoping/clause.ts';
import { compileMapping } from './compile-mapping.ts';
import { compileSchema, targetObjectOf, typeOf } from './compile-schema.ts';

export type SchemaIssue = {
  readonly code: string;
  readonly message: string;
  /** `synchronizationRules[0]/objectMappings[1]/attributeMappings[3]` */
  readonly target: string;
};

/** What `compileSchema` would refuse, and rules whose directories are missing; empty for a schema that can be used. */
export function validateSchema(schema: SynchronizationSchema): readonly SchemaIssue[] {
  const findings = schema.synchronizationRules.flatMap((rule, index) => {
    const at = `synchronizationRules[${index}]`;
    const names = [
      ['sourceDirectoryName', rule.sourceDirectoryName],
      ['targetDirectoryName', rule.targetDirectoryName],
    ] as const;
    const directories = names.flatMap(([property, name]) => {
      if (schema.directories.some((directory) => directory.name === name)) return [];
      const message = `The rule names the directory "${name}", which is not among the schema's directories.`;
      return [{ code: 'MAPPING_BROKEN', message, target: `${at}/${property}` }];
    });
    const objects = rule.objectMappings.flatMap((mapping, place) =>
      mapping.enabled ? inObject(mapping, schema, `${at}/objectMappings[${place}]`) : [],
    );
    return [...directories, ...objects];
  });
  // What concerns the mappings together: matching, one mapping for one target.
  return findings.length > 0 ? findings : issue(() => compileSchema(schema), 'synchronizationRules');
}

function inObject(mapping: ObjectMapping, schema: SynchronizationSchema, at: string): readonly SchemaIssue[] {
  const unknown = issue(() => typeOf(mapping), `${at}/sourceObjectName`);
  if (unknown.length > 0) return unknown;
  const definitions = new Map(
    (targetObjectOf(mapping.targetObjectName, schema)?.attributes ?? []).map((definition) => [
      definition.name,
      definition,
    ]),
  );
  const resourceType = typeOf(mapping) === 'User' ? userResourceType : groupResourceType;
  const mappings = mapping.attributeMappings.flatMap((attribute, place) =>
    issue(() => compileMapping(attribute, { resourceType, definitions }), `${at}/attributeMappings[${place}]`),
  );
  const filters = [...inFilter(mapping, 'groups', at), ...inFilter(mapping, 'inputFilterGroups', at)];
  return [...inFlowTypes(mapping, `${at}/flowTypes`), ...mappings, ...filters];
}

const flows: readonly string[] = ['none', 'add', 'update', 'delete'];

/** An empty text would stop all provisioning without a word, and there are clients that write one for what they could not read. */
function inFlowTypes({ name, sourceObjectName, flowTypes }: ObjectMapping, target: string): readonly SchemaIssue[] {
  if (flowTypes.split(',').every((flow) => flows.includes(flow.trim().toLowerCase()))) return [];
  const message =
    `The mapping "${name ?? sourceObjectName}" has the flowTypes "${flowTypes}". ` +
    'Write those of Add, Update and Delete that are wanted, with commas, or None.';
  return [{ code: 'MAPPING_BROKEN', message, target }];
}

function inFilter({ scope }: ObjectMapping, list: 'groups' | 'inputFilterGroups', at: string): readonly SchemaIssue[] {
  return (scope?.[list] ?? []).flatMap((group: FilterGroup, place) =>
    (group.clauses ?? []).flatMap((clause, index) =>
      issue(
        () => compileFilter({ groups: [{ ...group, clauses: [clause] }] }),
        `${at}/scope/${list}[${place}]/clauses[${index}]`,
      ),
    ),
  );
}

function issue(work: () => unknown, target: string): readonly SchemaIssue[] {
  try {
    work();
    return [];
  } catch (thrown) {
    const { code, message } = toProvisioningError(thrown);
    return [{ code, message, target }];
  }
}
