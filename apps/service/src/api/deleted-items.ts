/** `/directory/deletedItems`: the recycle bin. What is in it can be restored for 30 days, or removed for good. */
import type { AnyObject, ObjectKind, ObjectOf } from '@drawbridge/directory';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { contextUrl, entity } from '../http/envelope.ts';
import { described, many, noContent, one } from '../http/openapi/route-description.ts';
import type { Services } from '../services.ts';
import { showAny } from './graph-object.ts';
import { anyOf, kindsByType, readers, requireFor, writers, type KindPermissions } from './kind-permissions.ts';
import { answerList } from './lists.ts';

const read = anyOf(readers);
const write = anyOf(writers);

type ById = { Params: { id: string } };

export function deletedItemRoutes(app: FastifyInstance, { directory }: Services): void {
  const find = async (request: FastifyRequest<ById>, by: KindPermissions): Promise<AnyObject> => {
    const found = await directory.getDeleted(request.params.id);
    requireFor(request, by, found.kind);
    return found;
  };

  const reading = described(read, {
    summary: 'Read a deleted object, or list those of a type: microsoft.graph.user.',
    answer: many('directoryObject'),
  });
  app.get<ById>('/directory/deletedItems/:id', reading, async (request) => {
    const kind = kindsByType.get(request.params.id.toLowerCase());
    if (!kind) return entity(request, 'directoryObjects', showAny(await find(request, readers)));
    requireFor(request, readers, kind);
    return answerList<ObjectOf[ObjectKind]>(request, {
      set: 'directoryObjects',
      kind,
      list: (query) => directory.listDeleted(kind, query),
      count: (where) => directory.countDeleted(kind, where),
      show: (object, select) => showAny({ kind, object } as AnyObject, select),
    });
  });

  const restoring = described(write, { summary: 'Restore a deleted object.', answer: one('directoryObject') });
  app.post<ById>('/directory/deletedItems/:id/restore', restoring, async (request) => {
    await find(request, writers);
    const restored = await directory.restore(request.params.id);
    return { '@odata.context': contextUrl(request, 'directoryObjects/$entity'), ...showAny(restored) };
  });

  const purging = described(write, { summary: 'Remove a deleted object for good.', answer: noContent });
  app.delete<ById>('/directory/deletedItems/:id', purging, async (request, reply) => {
    await find(request, writers);
    await directory.purge(request.params.id);
    return reply.status(204).send();
  });
}
