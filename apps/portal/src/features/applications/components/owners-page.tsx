import { Page } from '../../../ui/page.tsx';

export function OwnersPage() {
  return <Page title="Owners">{null}</Page>;
}
