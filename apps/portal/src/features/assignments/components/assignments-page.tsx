import { Page } from '../../../ui/page.tsx';

export function AssignmentsPage() {
  return <Page title="Users and groups">{null}</Page>;
}
