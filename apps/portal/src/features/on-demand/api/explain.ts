/** What provisioning would do with a person or a group now. Nothing is written. */
import { graph } from '../../../lib/graph.ts';
import { jobPath, type JobOf } from '../../mappings/api/job.ts';
import type { ExplainedEntry } from './provisioned-entry.ts';

export const explain = async (
  job: JobOf,
  subject: { readonly id: string; readonly kind: 'User' | 'Group' },
): Promise<readonly ExplainedEntry[]> => {
  const body = { objectId: subject.id, objectTypeName: subject.kind };
  return (await graph<{ value: readonly ExplainedEntry[] }>('POST', `${jobPath(job)}/explain`, { body })).value;
};
