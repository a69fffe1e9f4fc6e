import { Page } from '../../../ui/page.tsx';

export function ExpressionBuilderPage() {
  return <Page title="Expression builder">{null}</Page>;
}
