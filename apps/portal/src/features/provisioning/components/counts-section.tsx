/** How many people and groups have an account, how many failed, how many wait; each leads to its list. */
import { paths } from '../../../lib/paths.ts';
import { showCount } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { RouterLink } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import type { Application } from '../../applications/api/application.ts';
import { linkedCount, type Job } from '../api/job.ts';
import { Figures } from './figures.tsx';

const { counts } = provisioning;

type CountsSectionProps = {
  readonly application: Application;
  readonly job: Job;
  /** Undefined: not known yet. */
  readonly failures: number | undefined;
  readonly pending: number | undefined;
};

export function CountsSection({ application, job, failures, pending }: CountsSectionProps) {
  const params = { applicationId: application.id };
  const shown = (value: number | undefined): string => (value === undefined ? phrases.loading : showCount(value));
  return (
    <Section
      title={counts.heading}
      action={
        <RouterLink to={paths.applicationProvisioningLogs} params={params}>
          {provisioning.commands.logs}
        </RouterLink>
      }
    >
      <Figures
        figures={[
          {
            name: counts.users,
            value: (
              <RouterLink to={paths.links} params={params}>
                {showCount(linkedCount(job, 'User'))}
              </RouterLink>
            ),
          },
          {
            name: counts.groups,
            value: (
              <RouterLink to={paths.links} params={params}>
                {showCount(linkedCount(job, 'Group'))}
              </RouterLink>
            ),
          },
          {
            name: counts.failures,
            value: (
              <RouterLink to={paths.failures} params={params}>
                {shown(failures)}
              </RouterLink>
            ),
          },
          {
            name: counts.staged,
            value: (
              <RouterLink to={paths.stagedDeletions} params={params}>
                {shown(pending)}
              </RouterLink>
            ),
          },
        ]}
      />
    </Section>
  );
}
