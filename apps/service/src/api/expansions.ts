/** `$expand` on directory objects: one relation, the first twenty of each object, read for the whole page at once. */
import { ApiError } from '@drawbridge/base';
import type { AnyObject, Directory, ObjectKind, Relation } from '@drawbridge/directory';
import type { Expansion } from '../http/odata/expand.ts';
import { showAny } from './graph-object.ts';
import { storedNames } from './selectable.ts';

/** As Graph: more are read from the relation's own address. */
const maxChildren = 20;

type Relations = Readonly<Record<string, { readonly relation: Relation; readonly kinds: readonly ObjectKind[] }>>;

const groups: Relations = {
  memberOf: { relation: 'memberOf', kinds: ['Group'] },
};
const relationsOf: Readonly<Record<ObjectKind, Relations>> = {
  User: {
    ...groups,
    manager: { relation: 'manager', kinds: ['User'] },
    directReports: { relation: 'directReports', kinds: ['User'] },
  },
  Group: {
    ...groups,
    members: { relation: 'members', kinds: ['User', 'Group', 'ServicePrincipal'] },
    owners: { relation: 'owners', kinds: ['User', 'ServicePrincipal'] },
  },
  Application: {},
  ServicePrincipal: groups,
};

/** Adds what was asked for to each object of a page. */
export type Expander = (
  objects: readonly { readonly id: string }[],
) => Promise<(id: string) => Readonly<Record<string, unknown>>>;

/** Throws QUERY_UNSUPPORTED for more than one relation and for one that the kind does not have; before anything is read. */
export function expanderOf(directory: Directory, kind: ObjectKind, expand: readonly Expansion[]): Expander | undefined {
  const [wanted, ...others] = expand;
  if (!wanted) return undefined;
  if (others.length > 0) throw new ApiError('QUERY_UNSUPPORTED', 'The query option $expand takes one relation here.');
  const { select } = wanted;
  const name = Object.keys(relationsOf[kind]).find((one) => one.toLowerCase() === wanted.relation.toLowerCase());
  const found = name === undefined ? undefined : relationsOf[kind][name];
  if (name === undefined || found === undefined) throw unknownRelation(kind, wanted.relation);
  if (select) mustBeOfAny(found.kinds, select);
  return async (objects) => {
    const related = await directory.listRelated(
      found.relation,
      objects.map(({ id }) => id),
      maxChildren,
    );
    return (id) => {
      const shown = (related.get(id) ?? []).map((item: AnyObject) => showAny(item, select));
      return { [name]: found.relation === 'manager' ? (shown[0] ?? null) : shown };
    };
  };
}

function unknownRelation(kind: ObjectKind, relation: string): ApiError {
  const possible = Object.keys(relationsOf[kind]).join(', ');
  return new ApiError(
    'QUERY_UNSUPPORTED',
    `The query option '$expand' does not know the relation '${relation.slice(0, 64)}' of '${kind}'${possible === '' ? '' : `; it knows ${possible}`}.`,
  );
}

/** A name is one of a polymorphic relation when one of its kinds has it. */
function mustBeOfAny(kinds: readonly ObjectKind[], select: readonly string[]): void {
  for (const name of select) {
    const [first, ...others] = kinds.map((kind) => {
      try {
        storedNames(kind, [name]);
        return undefined;
      } catch (thrown) {
        return thrown;
      }
    });
    if (first !== undefined && others.every((refused) => refused !== undefined)) throw first;
  }
}
