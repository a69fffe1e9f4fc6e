/** Attribute definitions as a form shows them, what may be done to one, and what a name may be. */
import type { AttributeDefinition, SynchronizationSchema } from '@drawbridge/contract';
import { mappings } from '../../../text/mappings.ts';
import { attributesIn } from './expression-problem.ts';

const { attributes: words } = mappings;

export type Side = 'directory' | 'application';

export type DefinitionForm = {
  readonly name: string;
  readonly type: AttributeDefinition['type'];
  readonly required: boolean;
  readonly multivalued: boolean;
  readonly caseExact: boolean;
  readonly flowNull: boolean;
  readonly apiExpression: string;
  readonly reference: string;
};

export const toForm = (definition: AttributeDefinition): DefinitionForm => ({
  name: definition.name,
  type: definition.type,
  required: definition.required,
  multivalued: definition.multivalued,
  caseExact: definition.caseExact,
  flowNull: definition.flowNullValues,
  apiExpression: definition.apiExpressions?.[0]?.value ?? '',
  reference: definition.referencedObjects?.[0]?.referencedObjectName ?? '',
});

/** Properties that the form does not show, and references and expressions after the first, stay as they were. */
export function toRequest(form: DefinitionForm, before: AttributeDefinition): AttributeDefinition {
  const was = toForm(before);
  return {
    ...before,
    name: form.name.trim(),
    type: form.type,
    required: form.required,
    multivalued: form.multivalued,
    caseExact: form.caseExact,
    flowNullValues: form.flowNull,
    ...(form.apiExpression === was.apiExpression
      ? {}
      : { apiExpressions: form.apiExpression === '' ? [] : [{ key: 'Default', value: form.apiExpression }] }),
    ...(form.type === 'Reference' && form.reference === was.reference
      ? {}
      : {
          referencedObjects:
            form.type === 'Reference' ? [{ referencedObjectName: form.reference, referencedProperty: null }] : [],
        }),
  };
}

export const newDefinition: AttributeDefinition = {
  name: '',
  type: 'String',
  anchor: false,
  caseExact: false,
  required: false,
  multivalued: false,
  flowNullValues: false,
  mutability: 'ReadWrite',
  defaultValue: null,
  apiExpressions: [],
  metadata: [],
  referencedObjects: [],
};

/** RFC 7644 §3.10: `name`, `name.part`, `list[type eq "kind"].part`, each perhaps after the URN of its schema. */
const path = String.raw`[a-z][\w$-]*(?:\.[a-z][\w$-]*|\[type eq "[^"\\]+"\](?:\.[a-z][\w$-]*)?)?`;
const scimName = new RegExp(String.raw`^(?:urn:[a-z0-9][a-z0-9-]{0,31}:[\w.:-]+:)?${path}$`, 'i');
const directoryName = /^[a-z][\w.]*$/i;

/** What is wrong with a new name; undefined: nothing. */
export function checkName(name: string, side: Side, taken: readonly AttributeDefinition[]): string | undefined {
  const text = name.trim();
  if (text === '') return words.nameRequired;
  if (taken.some((one) => one.name.toLowerCase() === text.toLowerCase())) return words.nameUsed(text);
  return (side === 'application' ? scimName : directoryName).test(text) ? undefined : words.nameInvalid[side];
}

/** Where a mapping or a filter names an attribute, in words; undefined: nowhere. */
export function useOf(
  { synchronizationRules }: SynchronizationSchema,
  { side, objectName, name }: { readonly side: Side; readonly objectName: string; readonly name: string },
): string | undefined {
  for (const { objectMappings } of synchronizationRules) {
    for (const { sourceObjectName, targetObjectName, attributeMappings, scope } of objectMappings) {
      if ((side === 'application' ? targetObjectName : sourceObjectName) !== objectName) continue;
      for (const { targetAttributeName, source } of attributeMappings) {
        const isUsed =
          side === 'application'
            ? targetAttributeName === name
            : source?.name === name || attributesIn(source?.expression ?? '').includes(name);
        if (isUsed) return words.inMapping(targetAttributeName);
      }
      if (side === 'application') continue;
      const filter = [...(scope?.groups ?? []), ...(scope?.inputFilterGroups ?? [])].find(({ clauses }) =>
        (clauses ?? []).some(({ sourceOperandName }) => sourceOperandName === name),
      );
      if (filter) return words.inScope(filter.name ?? '');
    }
  }
  return undefined;
}
