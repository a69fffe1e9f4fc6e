/** Everything that can be set about the provisioning of an application, grouped by meaning. */
import { useQuery } from '@tanstack/react-query';
import { jobSettingsText as words } from '../../../text/job-settings.ts';
import { QueryState } from '../../../ui/query-state.tsx';
import { useApplication, type Application } from '../../applications/api/application.ts';
import type { Job } from '../api/job.ts';
import { secretsQuery } from '../api/secrets.ts';
import { JobPage } from './job-page.tsx';
import { ProvisioningFrame } from './provisioning-frame.tsx';
import { SettingsForm } from './settings-form.tsx';

export function SettingsPage() {
  const application = useApplication();
  return (
    <JobPage title={words.title} description={words.description} application={application}>
      {(job) => <Settings application={application} job={job} />}
    </JobPage>
  );
}

function Settings({ application, job }: { application: Application; job: Job }) {
  const secrets = useQuery(secretsQuery(application.id));
  return (
    <ProvisioningFrame title={words.title} description={words.description}>
      <QueryState query={secrets}>
        {(stored) => <SettingsForm application={application} job={job} secrets={stored} />}
      </QueryState>
    </ProvisioningFrame>
  );
}
