import { Page } from '../../../ui/page.tsx';

export function DeletedGroupsPage() {
  return <Page title="Deleted groups">{null}</Page>;
}
