import { Page } from '../../../ui/page.tsx';

export function RolePage() {
  return <Page title="Role">{null}</Page>;
}
