/** What changed between two schemas, mapping by mapping, for the audit log. */
import type { AttributeMapping, ObjectMapping, SynchronizationSchema } from '@drawbridge/contract';
import { isDeepStrictEqual } from 'node:util';

type Difference = { readonly name: string; readonly before?: unknown; readonly after?: unknown };

export function schemaDifference(before: SynchronizationSchema, after: SynchronizationSchema): readonly Difference[] {
  const [old, now] = [facts(before), facts(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
    .filter((difference) => !isDeepStrictEqual(difference.before, difference.after));
}

/** By the names under which an administrator knows them. */
function facts({ synchronizationRules, directories }: SynchronizationSchema): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const mapping of synchronizationRules.flatMap((rule) => rule.objectMappings)) {
    const { sourceObjectName: object } = mapping;
    found.set(`${object}: actions`, mapping.enabled ? mapping.flowTypes : 'None');
    found.set(`${object}: scope`, scopeOf(mapping));
    for (const attribute of mapping.attributeMappings) {
      found.set(`${object}: ${attribute.targetAttributeName} mapping`, shown(attribute));
    }
  }
  for (const directory of directories) {
    const attributes = directory.objects.flatMap((object) =>
      object.attributes.map(({ name }) => `${object.name}: ${name}`),
    );
    found.set(`${directory.name}: attributes`, attributes.length);
  }
  return found;
}

const scopeOf = ({ scope }: ObjectMapping): unknown =>
  (scope?.groups ?? []).length + (scope?.inputFilterGroups ?? []).length === 0 ? undefined : scope;

/** The expression alone, unless there is more to say. */
function shown({ source, defaultValue, matchingPriority, flowType, flowBehavior }: AttributeMapping): unknown {
  const expression = source?.expression ?? source?.name ?? null;
  const more = {
    ...(defaultValue === null || defaultValue === undefined ? {} : { defaultValue }),
    ...(matchingPriority > 0 ? { matchingPriority } : {}),
    ...(flowType === 'Always' ? {} : { flowType }),
    ...(flowBehavior === 'FlowWhenChanged' ? {} : { flowBehavior }),
  };
  return Object.keys(more).length === 0 ? expression : { expression, ...more };
}
