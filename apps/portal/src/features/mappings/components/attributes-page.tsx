import { Page } from '../../../ui/page.tsx';

export function AttributesPage() {
  return <Page title="Edit attribute list">{null}</Page>;
}
