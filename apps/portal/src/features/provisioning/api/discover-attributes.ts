/** Asks the application for its attributes and keeps those that the schema does not have yet. */
import type { DirectoryDefinition, SynchronizationSchema } from '@drawbridge/contract';
import { get, graph } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { jobPath, provisioningKey } from './job.ts';

type Discovery = { readonly known: number; readonly added: number };

const attributesOf = ({ objects }: DirectoryDefinition): number =>
  objects.reduce((count, { attributes }) => count + attributes.length, 0);

/** The schema is only written when there is something new: a new schema makes the next cycle look at everybody. */
export async function discoverAttributes(applicationId: string, jobId: string): Promise<Discovery> {
  const path = `${jobPath(applicationId, jobId)}/schema`;
  const { '@odata.context': _context, ...schema } = await get<SynchronizationSchema & { '@odata.context': string }>(
    path,
  );
  const name = schema.synchronizationRules[0]?.targetDirectoryName;
  const before = schema.directories.find((directory) => directory.name === name);
  if (before === undefined) return { known: 0, added: 0 };
  const { '@odata.context': _other, ...after } = await graph<DirectoryDefinition & { '@odata.context': string }>(
    'POST',
    `${path}/directories/${before.id}/discover`,
  );
  const known = attributesOf(after as DirectoryDefinition);
  const added = known - attributesOf(before);
  if (added > 0) {
    const directories = schema.directories.map((directory) => (directory.id === before.id ? after : directory));
    await graph('PUT', path, { body: { ...schema, directories } });
    await queryClient.invalidateQueries({ queryKey: provisioningKey(applicationId) });
  }
  return { known, added };
}
