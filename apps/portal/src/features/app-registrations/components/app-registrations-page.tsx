import { Page } from '../../../ui/page.tsx';

export function AppRegistrationsPage() {
  return <Page title="App registrations">{null}</Page>;
}
