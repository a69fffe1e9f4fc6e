import { Page } from '../../../ui/page.tsx';

export function AppRegistrationPage() {
  return <Page title="App registration">{null}</Page>;
}
