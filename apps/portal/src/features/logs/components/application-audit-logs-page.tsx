import { Page } from '../../../ui/page.tsx';

export function ApplicationAuditLogsPage() {
  return <Page title="Audit logs">{null}</Page>;
}
