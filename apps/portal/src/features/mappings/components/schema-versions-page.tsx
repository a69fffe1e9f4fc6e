import { Page } from '../../../ui/page.tsx';

export function SchemaVersionsPage() {
  return <Page title="Schema versions">{null}</Page>;
}
