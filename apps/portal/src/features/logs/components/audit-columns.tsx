/** The columns of an audit log. */
import { showTime } from '../../../lib/times.ts';
import { logs } from '../../../text/logs.ts';
import type { Column } from '../../../ui/data-table.tsx';
import type { AuditRow } from '../api/audit-record.ts';
import { LogStatus } from './log-status.tsx';

const { columns: header } = logs;

export const auditColumns: readonly Column<AuditRow>[] = [
  { key: 'date', header: header.date, width: 230, render: ({ at }) => showTime(at) },
  { key: 'service', header: header.service, width: 170, render: ({ service }) => service },
  { key: 'category', header: header.category, width: 190, render: ({ category }) => category },
  { key: 'activity', header: header.activity, width: 260, render: ({ activity }) => activity },
  { key: 'status', header: header.status, width: 110, render: ({ result }) => <LogStatus status={result} /> },
  { key: 'reason', header: header.reason, width: 180, render: ({ reason }) => reason },
  { key: 'targets', header: header.targets, width: 220, render: ({ targets }) => targets },
  { key: 'initiator', header: header.initiator, width: 220, render: ({ initiator }) => initiator },
  { key: 'correlation', header: header.correlation, width: 290, render: ({ correlationId }) => correlationId },
];

export const defaultAuditColumns: readonly string[] = [
  'date',
  'service',
  'category',
  'activity',
  'status',
  'reason',
  'targets',
  'initiator',
];
