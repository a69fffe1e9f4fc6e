import { Page } from '../../../ui/page.tsx';

export function PropertiesPage() {
  return <Page title="Properties">{null}</Page>;
}
