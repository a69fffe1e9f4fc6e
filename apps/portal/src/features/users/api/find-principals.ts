/** Finds people, groups and applications by what one types, for the ObjectPicker. */
import { get, type GraphPage } from '../../../lib/graph.ts';
import type { Pickable } from '../../../ui/object-picker.tsx';

type Kind = Pickable['kind'];
type Found = {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName?: string;
  readonly description?: string | null;
  readonly mail?: string | null;
  readonly appId?: string;
};
type Source = {
  readonly path: string;
  /** Asked for, and searched by its beginnings. */
  readonly searched: readonly string[];
  readonly select: string;
  readonly detail: (found: Found) => string;
};

const perKind = 25;

const sources: Readonly<Record<Kind, Source>> = {
  User: {
    path: '/users',
    searched: ['displayName', 'userPrincipalName', 'mail'],
    select: 'id,displayName,userPrincipalName',
    detail: ({ userPrincipalName = '' }) => userPrincipalName,
  },
  Group: {
    path: '/groups',
    searched: ['displayName'],
    select: 'id,displayName,description,mail',
    detail: ({ description, mail }) => description ?? mail ?? '',
  },
  Application: {
    path: '/servicePrincipals',
    searched: ['displayName'],
    select: 'id,displayName,appId',
    detail: ({ appId = '' }) => appId,
  },
};

/** The first of each kind, by name; without text the first of all. */
export async function findPrincipals(
  kinds: readonly Kind[],
  text: string | undefined,
  signal: AbortSignal,
): Promise<readonly Pickable[]> {
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const { path, select, searched, detail } = sources[kind];
      const query = new URLSearchParams({ $select: select, $top: String(perKind), $orderby: 'displayName' });
      const wanted = text?.trim() ?? '';
      if (wanted !== '') query.set('$search', searchFor(searched, wanted));
      const { value } = await get<GraphPage<Found>>(`${path}?${query}`, signal);
      return value.map((one): Pickable => ({ id: one.id, name: one.displayName, detail: detail(one), kind }));
    }),
  );
  return found.flat().toSorted((one, other) => one.name.localeCompare(other.name));
}

/** `"displayName:ann" OR "mail:ann"`, for `$search`. */
export const searchFor = (properties: readonly string[], text: string): string =>
  properties.map((property) => `"${property}:${text.replaceAll(/["\\]/g, '\\$&')}"`).join(' OR ');
