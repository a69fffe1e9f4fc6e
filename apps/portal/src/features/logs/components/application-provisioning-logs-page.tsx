import { Page } from '../../../ui/page.tsx';

export function ApplicationProvisioningLogsPage() {
  return <Page title="Provisioning logs">{null}</Page>;
}
