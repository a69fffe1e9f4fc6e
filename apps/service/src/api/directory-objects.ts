/** `/directoryObjects`: objects of any kind by their ids. */
import { objectNotFound, type ObjectKind } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { collection, entity } from '../http/envelope.ts';
import { described, many, one } from '../http/openapi/route-description.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import { showAny } from './graph-object.ts';
import { anyOf, kindsByType, mayTouch, readers, requireFor } from './kind-permissions.ts';

const read = anyOf(readers);
const maxIds = 1000;

type ById = { Params: { id: string } };

const getByIds = z.object({
  ids: z.array(z.guid()).min(1).max(maxIds),
  types: z.array(z.string().max(64)).max(20).optional(),
});

export function directoryObjectRoutes(app: FastifyInstance, { directory }: Services): void {
  const reading = described(read, { summary: 'Read an object of any kind by its id.', answer: one('directoryObject') });
  app.get<ById>('/directoryObjects/:id', reading, async (request) => {
    const [found] = await directory.getObjectsById([request.params.id]);
    if (!found) throw objectNotFound(request.params.id);
    requireFor(request, readers, found.kind);
    return entity(request, 'directoryObjects', showAny(found));
  });

  const byIds = described(read, {
    summary: 'Read up to 1000 objects by their ids.',
    body: getByIds,
    answer: many('directoryObject'),
  });
  app.post('/directoryObjects/getByIds', byIds, async (request) => {
    const { ids, types } = readBody(getByIds, request.body);
    const found = await directory.getObjectsById([...new Set(ids.map((id) => id.toLowerCase()))], kindsOf(types));
    return collection(request, 'directoryObjects', {
      value: found.filter(({ kind }) => mayTouch(request, readers, kind)).map((item) => showAny(item)),
    });
  });
}

/** Types that this directory does not have find nothing. */
function kindsOf(types: readonly string[] | undefined): readonly ObjectKind[] | undefined {
  if (!types || types.length === 0 || types.some((type) => type.toLowerCase() === 'directoryobject')) return undefined;
  return types.flatMap((type) => kindsByType.get(type.toLowerCase()) ?? []);
}
