/** The domains that names of users may be in. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';

export type Domain = { readonly id: string; readonly isDefault: boolean; readonly isVerified: boolean };

export const domainsQuery = queryOptions({
  queryKey: ['domains'],
  queryFn: async ({ signal }) => (await get<GraphPage<Domain>>('/domains', signal)).value,
});

export const addDomain = (id: string): Promise<Domain> => graph('POST', '/domains', { body: { id } });
export const makeDefault = (id: string): Promise<void> =>
  graph('PATCH', `/domains/${id}`, { body: { isDefault: true } });
export const removeDomain = (id: string): Promise<void> => graph('DELETE', `/domains/${id}`);
