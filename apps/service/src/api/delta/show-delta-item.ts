/** An item of a delta answer in Graph's form: properties, `members@delta` and the like, `@removed`. */
import { propertyOf, type DeltaItem, type DeltaLink, type DeltaRelation } from '@drawbridge/directory';
import { showAny } from '../graph-object.ts';

const types = {
  User: '#microsoft.graph.user',
  Group: '#microsoft.graph.group',
  Application: '#microsoft.graph.application',
  ServicePrincipal: '#microsoft.graph.servicePrincipal',
} as const;

export type Showing = {
  readonly select?: readonly string[] | undefined;
  readonly isMinimal: boolean;
  /** Several kinds in one answer: each item says which it is. */
  readonly isTyped: boolean;
};

export function showDeltaItem(item: DeltaItem, showing: Showing): Record<string, unknown> {
  const { id, kind, removed } = item;
  const type = showing.isTyped ? { '@odata.type': types[kind] } : {};
  if (removed) return { ...type, id, '@removed': { reason: removed } };
  return { ...type, ...propertiesOfItem(item, showing), ...linksOf(item) };
}

function propertiesOfItem({ id, kind, found, changed }: DeltaItem, { select, isMinimal }: Showing): object {
  if (!found) return { id };
  const properties = select?.filter((name) => !isRelation(name));
  const { '@odata.type': _type, ...shown } = showAny(found, properties);
  if (!isMinimal || !changed) return shown;
  const names = new Set([...changed].map((name) => propertyOf(kind, name)?.within ?? name));
  const kept = Object.entries(shown).filter(([name]) => name === 'id' || names.has(name));
  return Object.fromEntries(kept);
}

const relations = ['members', 'owners', 'manager'] as const satisfies readonly DeltaRelation[];
const isRelation = (name: string): boolean => (relations as readonly string[]).includes(name);

function linksOf({ links }: DeltaItem): object {
  return Object.fromEntries(
    relations.flatMap((relation) => {
      const told = links[relation];
      return told ? [[`${relation}@delta`, told.map(showLink)]] : [];
    }),
  );
}

const showLink = ({ id, kind, removed }: DeltaLink): object => ({
  '@odata.type': types[kind],
  id,
  ...(removed ? { '@removed': { reason: 'deleted' } } : {}),
});
