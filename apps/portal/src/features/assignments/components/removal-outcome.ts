/** What becomes of the accounts of those who are no longer assigned, in a sentence. */
import { assignments } from '../../../text/assignments.ts';
import type { Job } from '../../provisioning/api/job.ts';
import { secretOf, type SecretEntry } from '../../provisioning/api/secrets.ts';

const { outcome } = assignments.removing;

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';
export const syncsAll = (secrets: readonly SecretEntry[] | undefined): boolean =>
  isTrue(secretOf(secrets ?? [], 'SyncAll'));

export function removalOutcome(job: Job | null | undefined, secrets: readonly SecretEntry[] | undefined): string {
  if (job === undefined) return outcome.unknown;
  if (job === null) return outcome.noJob;
  if (syncsAll(secrets)) return outcome.syncAll;
  const action = settingOf(job, 'UserUnassignedAction') ?? 'Default';
  const [name = '', days] = action.split(':');
  if (name === 'DeleteAfterDays' && days !== undefined) return outcome.later(days);
  if (name === 'Default' && isTrue(secretOf(secrets ?? [], 'SkipOutOfScopeDeletions'))) return outcome.None;
  return name === 'None' || name === 'Disable' || name === 'Delete' || name === 'Default'
    ? outcome[name]
    : outcome.unknown;
}

export const settingOf = (job: Job | null | undefined, name: string): string | undefined =>
  job?.synchronizationJobSettings.find((setting) => setting.name === name)?.value;
