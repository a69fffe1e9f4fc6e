import { Page } from '../../../ui/page.tsx';

export function SchemaPage() {
  return <Page title="Schema">{null}</Page>;
}
