import { Page } from '../../../ui/page.tsx';

export function AgentGroupsPage() {
  return <Page title="Agent groups">{null}</Page>;
}
