import { Page } from '../../../ui/page.tsx';

export function ProvisioningLogsPage() {
  return <Page title="Provisioning logs">{null}</Page>;
}
