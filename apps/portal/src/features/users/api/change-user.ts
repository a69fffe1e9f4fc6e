/** Creates, changes and deletes users, and sets who they report to. */
import { graph } from '../../../lib/graph.ts';
import { referenceTo } from '../../../lib/reference.ts';

export const createUser = (body: Readonly<Record<string, unknown>>): Promise<{ id: string; displayName: string }> =>
  graph('POST', '/users', { body });

export const updateUser = (id: string, body: Readonly<Record<string, unknown>>): Promise<void> =>
  graph('PATCH', `/users/${id}`, { body });

export const deleteUser = (id: string): Promise<void> => graph('DELETE', `/users/${id}`);

/** Undefined: the user reports to nobody. */
export const setManager = (id: string, managerId: string | undefined): Promise<void> =>
  managerId === undefined
    ? graph('DELETE', `/users/${id}/manager/$ref`)
    : graph('PUT', `/users/${id}/manager/$ref`, { body: { '@odata.id': referenceTo(managerId) } });
