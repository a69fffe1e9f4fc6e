import { Page } from '../../../ui/page.tsx';

export function DeletedUsersPage() {
  return <Page title="Deleted users">{null}</Page>;
}
