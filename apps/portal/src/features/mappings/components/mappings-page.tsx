import { Page } from '../../../ui/page.tsx';

export function MappingsPage() {
  return <Page title="Attribute mapping">{null}</Page>;
}
