import { Page } from '../../../ui/page.tsx';

export function ConnectivityPage() {
  return <Page title="Connectivity">{null}</Page>;
}
