/** The columns of a provisioning log. */
import { showDuration, showTime } from '../../../lib/times.ts';
import { logs } from '../../../text/logs.ts';
import type { Column } from '../../../ui/data-table.tsx';
import type { ProvisioningRow } from '../api/provisioning-record.ts';
import { LogStatus } from './log-status.tsx';

const { columns: header, actions } = logs;

export const provisioningColumns: readonly Column<ProvisioningRow>[] = [
  { key: 'date', header: header.date, width: 230, render: ({ at }) => showTime(at) },
  { key: 'identity', header: header.identity, width: 170, render: ({ identity }) => identity },
  {
    key: 'principalName',
    header: header.principalName,
    width: 220,
    render: ({ principalName }) => principalName,
  },
  { key: 'action', header: header.action, width: 100, render: ({ action }) => actions[action] },
  { key: 'application', header: header.application, width: 180, render: ({ application }) => application },
  { key: 'sourceSystem', header: header.sourceSystem, width: 180, render: ({ sourceSystem }) => sourceSystem },
  { key: 'targetSystem', header: header.targetSystem, width: 140, render: ({ targetSystem }) => targetSystem },
  { key: 'status', header: header.status, width: 110, render: ({ status }) => <LogStatus status={status} /> },
  { key: 'errorCode', header: header.errorCode, width: 190, render: ({ errorCode }) => errorCode },
  { key: 'duration', header: header.duration, width: 90, render: ({ durationMs }) => showDuration(durationMs) },
  { key: 'sourceId', header: header.sourceId, width: 290, render: ({ identityId }) => identityId },
  { key: 'targetId', header: header.targetId, width: 290, render: ({ targetId }) => targetId },
  { key: 'job', header: header.job, width: 290, render: ({ jobId }) => jobId },
  { key: 'cycle', header: header.cycle, width: 290, render: ({ cycleId }) => cycleId },
  { key: 'change', header: header.change, width: 290, render: ({ changeId }) => changeId },
];

/** In the log of one application its name would stand in each row. */
export const ofOneApplication = provisioningColumns.filter(({ key }) => key !== 'application');

export const defaultColumns: readonly string[] = [
  'date',
  'identity',
  'action',
  'application',
  'sourceSystem',
  'targetSystem',
  'status',
];
