/** `schema/directories`: the two sides of a schema, with their objects and attributes. */
import { directoryDefinition } from '@drawbridge/contract';
import { objectNotFound } from '@drawbridge/directory';
import { discoverSchema } from '@drawbridge/engine';
import type { FastifyInstance } from 'fastify';
import { collection, entity } from '../../http/envelope.ts';
import { described, many, one } from '../../http/openapi/route-description.ts';
import type { Services } from '../../services.ts';
import { findProvisioned, read, write } from './job-request.ts';
import { findSchema, schemaPaths, type BySchema } from './schema-of-request.ts';

type ByDirectory = { Params: BySchema['Params'] & { directoryId: string } };

export function schemaDirectoryRoutes(app: FastifyInstance, services: Services): void {
  for (const path of schemaPaths) {
    const list = described(read, { summary: 'List the directories of a schema.', answer: many(directoryDefinition) });
    app.get<BySchema>(`${path}/directories`, list, async (request) => {
      const { schema, set } = await findSchema(services, request.params);
      return collection(request, `${set}/directories`, { value: schema.directories });
    });

    const get = described(read, { summary: 'Show a directory of a schema.', answer: one(directoryDefinition) });
    app.get<ByDirectory>(`${path}/directories/:directoryId`, get, async (request) => {
      const { directoryId, ...params } = request.params;
      const { schema, set } = await findSchema(services, params);
      const found = schema.directories.find((directory) => directory.id === directoryId);
      if (!found) throw objectNotFound(directoryId);
      return entity(request, `${set}/directories`, found);
    });

    const discover = described(write, {
      summary: 'Ask the application for its attributes, and show the directory with them; nothing is stored.',
      answer: one(directoryDefinition),
    });
    app.post<ByDirectory>(`${path}/directories/:directoryId/discover`, discover, async (request) => {
      const { directoryId, ...params } = request.params;
      const { schema, set } = await findSchema(services, params);
      const { id } = await findProvisioned(services, params.id);
      const isKnown = schema.directories.some((directory) => directory.id === directoryId);
      if (!isKnown) throw objectNotFound(directoryId);
      const { client } = await services.targets.openWith({ servicePrincipalId: id }, await services.secrets.list(id));
      const offered = await client.schemas();
      const merged = discoverSchema(schema, offered, services.clock.now()).schema;
      const found = merged.directories.find((directory) => directory.id === directoryId);
      return entity(request, `${set}/directories`, found ?? {});
    });
  }
}
