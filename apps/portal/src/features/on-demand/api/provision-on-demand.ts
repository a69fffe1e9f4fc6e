/** Provisions a person or a group now. */
import { graph } from '../../../lib/graph.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { jobPath, type JobOf } from '../../mappings/api/job.ts';
import type { ProvisionedEntry, TracedExchange } from './provisioned-entry.ts';

export type Subject = {
  readonly id: string;
  readonly kind: 'User' | 'Group';
  /** Of a group: those who are provisioned with it. */
  readonly members: readonly string[] | 'all';
};

export type Provisioned = {
  readonly entries: readonly ProvisionedEntry[];
  /** Undefined: it was not asked for. */
  readonly trace: readonly TracedExchange[] | undefined;
};

type Answer = { readonly value: string; readonly trace?: readonly TracedExchange[] };

export async function provisionOnDemand(
  job: JobOf,
  { ruleId, subject, trace }: { readonly ruleId: string; readonly subject: Subject; readonly trace: boolean },
): Promise<Provisioned> {
  const { id, kind, members } = subject;
  const more =
    members === 'all'
      ? { allMembers: true }
      : { links: { members: members.map((objectId) => ({ objectId, objectTypeName: 'User' })) } };
  const body = {
    trace,
    parameters: [{ ruleId, subjects: [{ objectId: id, objectTypeName: kind, ...(kind === 'Group' ? more : {}) }] }],
  };
  try {
    const answer = await graph<Answer>('POST', `${jobPath(job)}/provisionOnDemand`, { body });
    return { entries: JSON.parse(answer.value) as readonly ProvisionedEntry[], trace: answer.trace };
  } finally {
    // Also what failed may have changed something: the log, failures, links.
    void queryClient.invalidateQueries({ queryKey: ['synchronization', job.servicePrincipalId] });
    void queryClient.invalidateQueries({ queryKey: ['logs'] });
  }
}
