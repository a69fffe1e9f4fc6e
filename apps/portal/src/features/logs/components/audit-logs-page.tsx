import { Page } from '../../../ui/page.tsx';

export function AuditLogsPage() {
  return <Page title="Audit logs">{null}</Page>;
}
