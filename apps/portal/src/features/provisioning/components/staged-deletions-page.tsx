import { Page } from '../../../ui/page.tsx';

export function StagedDeletionsPage() {
  return <Page title="Staged deletions">{null}</Page>;
}
