/** The columns that the list of applications can have. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { applications } from '../../../text/applications.ts';
import { phrases } from '../../../text/phrases.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { Time } from '../../../ui/time.tsx';
import { hidden, type ApplicationRow } from '../api/application-list.ts';
import type { ProvisioningState } from '../api/provisioning-states.ts';
import { ProvisioningBadge } from './provisioning-badge.tsx';

const { columns: header } = applications;
const useStyles = makeStyles({ id: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 } });

function Id({ children }: { children: string }) {
  return <span className={useStyles().id}>{children}</span>;
}

const yesNo = (value: boolean): string => (value ? phrases.yes : phrases.no);

export const defaultColumns = ['provisioning', 'appId', 'id', 'createdDateTime'];

export const applicationColumns = (stateOf: (id: string) => ProvisioningState): readonly Column<ApplicationRow>[] => [
  { key: 'displayName', header: header.name, width: 240, sortable: true, render: ({ displayName }) => displayName },
  {
    key: 'provisioning',
    header: header.provisioning,
    width: 170,
    render: ({ id }) => <ProvisioningBadge state={stateOf(id)} />,
  },
  { key: 'appId', header: header.applicationId, width: 300, render: ({ appId }) => <Id>{appId}</Id> },
  { key: 'id', header: header.objectId, width: 300, render: ({ id }) => <Id>{id}</Id> },
  { key: 'homepage', header: header.homepage, width: 220, render: ({ homepage }) => homepage ?? '' },
  {
    key: 'createdDateTime',
    header: header.created,
    width: 140,
    sortable: true,
    render: ({ createdDateTime }) => <Time iso={createdDateTime} />,
  },
  {
    key: 'assignmentRequired',
    header: header.assignmentRequired,
    width: 170,
    render: ({ appRoleAssignmentRequired }) => yesNo(appRoleAssignmentRequired),
  },
  { key: 'enabled', header: header.enabled, width: 150, render: ({ accountEnabled }) => yesNo(accountEnabled) },
  { key: 'visible', header: header.visible, width: 140, render: ({ tags }) => yesNo(!tags.includes(hidden)) },
];
