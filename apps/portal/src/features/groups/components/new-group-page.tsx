import { Page } from '../../../ui/page.tsx';

export function NewGroupPage() {
  return <Page title="New group">{null}</Page>;
}
