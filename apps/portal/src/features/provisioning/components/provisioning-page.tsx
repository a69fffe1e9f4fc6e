import { Page } from '../../../ui/page.tsx';

export function ProvisioningPage() {
  return <Page title="Provisioning">{null}</Page>;
}
