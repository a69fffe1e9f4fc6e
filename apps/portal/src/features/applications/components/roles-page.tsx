import { Page } from '../../../ui/page.tsx';

export function ApplicationRolesPage() {
  return <Page title="App roles">{null}</Page>;
}
