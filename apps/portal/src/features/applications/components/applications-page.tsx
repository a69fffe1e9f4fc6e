import { Page } from '../../../ui/page.tsx';

export function ApplicationsPage() {
  return <Page title="Enterprise applications">{null}</Page>;
}
