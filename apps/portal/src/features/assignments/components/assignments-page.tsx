/** Users and groups of an application: found, added, given another role, removed. */
import {
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import {
  AddRegular,
  ArrowClockwiseRegular,
  DeleteRegular,
  DocumentTableRegular,
  EditRegular,
  PeopleRegular,
} from '@fluentui/react-icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { showCount } from '../../../lib/times.ts';
import { assignments as text } from '../../../text/assignments.ts';
import { phrases } from '../../../text/phrases.ts';
import { lists } from '../../../text/lists.ts';
import { BulkDialog } from '../../../ui/bulk-dialog.tsx';
import { Collection, rowsOf } from '../../../ui/collection.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Time } from '../../../ui/time.tsx';
import { useApplication } from '../../applications/api/application.ts';
import { jobQuery } from '../../provisioning/api/job.ts';
import { secretsQuery } from '../../provisioning/api/secrets.ts';
import {
  assignmentsChanged,
  assignmentsQuery,
  unassigning,
  type Assignment,
  type AssignmentsFilter,
} from '../api/assignments.ts';
import { roleName } from '../api/roles.ts';
import { AddAssignmentPane } from './add-assignment-pane.tsx';
import { AssignFromFilePane } from './assign-from-file-pane.tsx';
import { EditAssignmentPane } from './edit-assignment-pane.tsx';
import { removalOutcome, syncsAll } from './removal-outcome.ts';

const route = getRouteApi(paths.applicationAssignments);

const useStyles = makeStyles({ bar: { marginBlockEnd: tokens.spacingVerticalM, flexShrink: 0 } });

/** What provisioning makes of assignments, as far as the reader may know. */
function useProvisioning(applicationId: string) {
  const enabled = useCan().anyOrOwner(applicationId, 'Synchronization.Read.All');
  const job = useQuery({ ...jobQuery(applicationId), enabled }).data;
  const secrets = useQuery({
    ...secretsQuery(applicationId),
    enabled: enabled && job !== null && job !== undefined,
  }).data;
  return { job, secrets };
}

export function AssignmentsPage() {
  const styles = useStyles();
  const application = useApplication();
  const { id } = application;
  const { pane, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const openPrincipal = useOpenPrincipal();
  const notify = useNotify();
  const can = useCan();
  const { job, secrets } = useProvisioning(id);
  const query = useInfiniteQuery(assignmentsQuery(id, filter));
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [action, setAction] = useState<'edit' | 'remove'>();
  const chosen = rowsOf(query.data).filter((assignment) => keys.has(assignment.id));
  const refused = can.anyOrOwner(id, 'AppRoleAssignment.ReadWrite.All') ? undefined : text.refused;
  const refusedToAdd = refused ?? (can.any('User.ReadBasic.All') ? undefined : text.findNeeded);
  const isNarrowed = filter.q !== undefined || filter.type !== undefined;
  const narrow = (change: AssignmentsFilter): void =>
    void navigate({ search: (before) => searchOf({ ...before, ...change }), replace: true });
  const open = (which: 'add' | 'bulk' | undefined): void =>
    void navigate({ search: (before) => searchOf({ ...before, pane: which }) });
  const columns: readonly Column<Assignment>[] = [
    { key: 'name', header: text.columns.name, width: 300, render: ({ principalDisplayName: name }) => name },
    { key: 'type', header: text.columns.type, width: 120, render: ({ principalType }) => text.types[principalType] },
    { key: 'role', header: text.columns.role, width: 220, render: (assignment) => roleName(application, assignment) },
    { key: 'since', header: text.columns.since, width: 150, render: ({ createdDateTime: iso }) => <Time iso={iso} /> },
  ];
  return (
    <Page
      title={text.title}
      description={text.description}
      commands={[
        { key: 'add', label: text.add, icon: <AddRegular />, refused: refusedToAdd, onClick: () => open('add') },
        {
          key: 'edit',
          label: text.edit,
          icon: <EditRegular />,
          refused: refused ?? (chosen.length === 1 ? undefined : text.chooseOne),
          onClick: () => setAction('edit'),
        },
        {
          key: 'remove',
          label: text.remove,
          icon: <DeleteRegular />,
          refused: refused ?? (chosen.length === 0 ? lists.chooseFirst : undefined),
          onClick: () => setAction('remove'),
        },
        {
          key: 'bulk',
          label: text.bulk,
          icon: <DocumentTableRegular />,
          refused: refusedToAdd,
          onClick: () => open('bulk'),
        },
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void query.refetch(),
        },
      ]}
    >
      {syncsAll(secrets) && (
        <MessageBar className={styles.bar} layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{text.syncAll.title}</MessageBarTitle> {text.syncAll.body}
          </MessageBarBody>
          <MessageBarActions>
            <RouterButton to={paths.settings} params={{ applicationId: id }} size="small">
              {text.syncAll.link}
            </RouterButton>
          </MessageBarActions>
        </MessageBar>
      )}
      <FilterBar onReset={isNarrowed ? () => narrow({ q: undefined, type: undefined }) : undefined}>
        <SearchField label={text.search} value={filter.q} onSearch={(q) => narrow({ q })} />
        <FilterSelect
          label={text.type}
          value={filter.type}
          choices={text.typeChoices}
          onChange={(type) => narrow({ type })}
        />
      </FilterBar>
      <Collection
        label={text.title}
        query={query}
        columns={columns}
        rowKey={(assignment) => assignment.id}
        rowName={({ principalDisplayName }) => principalDisplayName}
        onOpen={openPrincipal}
        {...(refused === undefined ? { selection: { keys, onChange: setKeys } } : {})}
        empty={
          isNarrowed ? (
            <EmptyState title={lists.nothingFound} body={lists.nothingFoundBody} />
          ) : (
            <EmptyState icon={<PeopleRegular />} {...text.empty} />
          )
        }
      />
      {pane === 'add' && refusedToAdd === undefined && (
        <AddAssignmentPane application={application} job={job} onClose={() => open(undefined)} />
      )}
      {pane === 'bulk' && refusedToAdd === undefined && (
        <AssignFromFilePane application={application} onClose={() => open(undefined)} />
      )}
      {action === 'edit' && chosen[0] && (
        <EditAssignmentPane
          application={application}
          assignment={chosen[0]}
          onClose={() => {
            setAction(undefined);
            setKeys(new Set());
          }}
        />
      )}
      {action === 'remove' && (
        <BulkDialog
          title={text.removing.title(showCount(chosen.length))}
          action={text.remove}
          items={chosen.map((assignment) => ({
            name: assignment.principalDisplayName,
            request: unassigning(id, assignment.id),
          }))}
          onDone={(count) => {
            setKeys(new Set());
            void assignmentsChanged(id);
            if (count > 0) notify(text.removing.done(showCount(count)));
          }}
          onClose={() => setAction(undefined)}
        >
          <p>{text.removing.lead}</p>
          <p>{removalOutcome(job, secrets)}</p>
        </BulkDialog>
      )}
    </Page>
  );
}

/** Goes to the page of who is assigned. */
function useOpenPrincipal(): (assignment: Assignment) => void {
  const navigate = useNavigate();
  return ({ principalType, principalId }) => {
    switch (principalType) {
      case 'User':
        return void navigate({ to: paths.user, params: { userId: principalId } });
      case 'Group':
        return void navigate({ to: paths.group, params: { groupId: principalId } });
      case 'ServicePrincipal':
        return void navigate({ to: paths.application, params: { applicationId: principalId } });
    }
  };
}
