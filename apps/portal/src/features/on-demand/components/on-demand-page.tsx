import { Page } from '../../../ui/page.tsx';

export function OnDemandPage() {
  return <Page title="Provision on demand">{null}</Page>;
}
