/** What the overview names, as rows: the gravest first. */
import { paths } from '../../../lib/paths.ts';
import { showCount } from '../../../lib/times.ts';
import { home } from '../../../text/home.ts';
import type { Tone } from '../../../ui/status-badge.tsx';
import type { Overview } from '../api/overview.ts';

const { attention: text } = home;

export type Concern = {
  readonly key: string;
  readonly tone: Extract<Tone, 'danger' | 'warning'>;
  readonly what: string;
  readonly detail?: string | undefined;
  readonly since?: string | undefined;
  readonly action: string;
  readonly to: (typeof paths)[keyof typeof paths];
  readonly params?: Readonly<Record<string, string>>;
  readonly search?: Readonly<Record<string, string>>;
};

export function concernsOf(overview: Overview): readonly Concern[] {
  const all = [...ofLeavers(overview), ...ofJobs(overview), ...ofAgents(overview), ...ofCredentials(overview)];
  return [...all.filter(({ tone }) => tone === 'danger'), ...all.filter(({ tone }) => tone === 'warning')];
}

function ofLeavers({ deprovisioning: { waiting } }: Overview): readonly Concern[] {
  if (!waiting) return [];
  return [
    {
      key: 'leavers',
      tone: 'danger',
      what: waiting.count === 1 ? text.waitingLeaversOne : text.waitingLeavers(showCount(waiting.count)),
      detail: text.waitingLeaversBody,
      since: waiting.sinceDateTime,
      action: text.actions.logs,
      to: paths.provisioningLogs,
      search: { status: 'failure' },
    },
  ];
}

function ofJobs({ jobs }: Overview): readonly Concern[] {
  return jobs.flatMap(({ servicePrincipalId, displayName, quarantine, stagedDeletions, failures }): Concern[] => {
    const params = { applicationId: servicePrincipalId };
    return [
      // Deletions that wait are a row of their own.
      ...(quarantine && !(quarantine.reason === 'TooManyDeletes' && stagedDeletions)
        ? [
            {
              key: `${servicePrincipalId} quarantine`,
              tone: 'danger' as const,
              what: text.quarantine(displayName),
              detail: quarantine.message,
              since: quarantine.sinceDateTime,
              action: text.actions.quarantine,
              to: paths.provisioning,
              params,
            },
          ]
        : []),
      ...(stagedDeletions
        ? [
            {
              key: `${servicePrincipalId} staged`,
              tone: 'warning' as const,
              what:
                stagedDeletions.count === 1
                  ? text.stagedOne(displayName)
                  : text.staged(showCount(stagedDeletions.count), displayName),
              since: stagedDeletions.sinceDateTime,
              action: text.actions.staged,
              to: paths.stagedDeletions,
              params,
            },
          ]
        : []),
      ...(failures
        ? [
            {
              key: `${servicePrincipalId} failures`,
              tone: 'warning' as const,
              what:
                failures.count === 1
                  ? text.failuresOne(displayName)
                  : text.failures(showCount(failures.count), displayName),
              since: failures.sinceDateTime,
              action: text.actions.failures,
              to: paths.failures,
              params,
            },
          ]
        : []),
    ];
  });
}

const ofAgents = ({ agents }: Overview): readonly Concern[] =>
  (agents ?? []).map(({ id, machineName, status, lastContactDateTime, certificateExpirationDateTime }) => ({
    key: id,
    tone: 'warning',
    what: status === 'inactive' ? text.offline(machineName) : text.certificateSoon(machineName),
    detail: status === 'inactive' && lastContactDateTime === null ? text.neverConnected : undefined,
    since: status === 'inactive' ? (lastContactDateTime ?? undefined) : certificateExpirationDateTime,
    action: text.actions.agent,
    to: paths.agent,
    params: { agentId: id },
  }));

const ofCredentials = ({ credentials, generatedDateTime }: Overview): readonly Concern[] =>
  credentials.map(({ applicationId, displayName, kind, credentialDisplayName, endDateTime }) => {
    const hasEnded = endDateTime < generatedDateTime;
    const say = {
      password: hasEnded ? text.passwordEnded : text.password,
      certificate: hasEnded ? text.certificateEnded : text.certificate,
    }[kind];
    return {
      key: `${applicationId} ${kind} ${credentialDisplayName} ${endDateTime}`,
      tone: hasEnded ? 'danger' : 'warning',
      what: say(displayName),
      detail: credentialDisplayName || text.unnamed,
      since: endDateTime,
      action: text.actions.credential,
      to: paths.appRegistration,
      params: { registrationId: applicationId },
    };
  });
