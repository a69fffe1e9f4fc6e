/** All enterprise applications, or those that the reader owns: found, filtered, with how their provisioning stands. */
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { AddRegular, AppsRegular, ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQueries, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { permissionsQuery, useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { readSort, writeSort } from '../../../lib/sort.ts';
import { applications } from '../../../text/applications.ts';
import { phrases } from '../../../text/phrases.ts';
import { lists } from '../../../text/lists.ts';
import { Collection } from '../../../ui/collection.tsx';
import { useColumns } from '../../../ui/column-chooser.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import {
  applicationsQuery,
  ownedApplicationsQuery,
  type ApplicationRow,
  type ApplicationsFilter,
} from '../api/application-list.ts';
import { provisioningStatesQuery, type ProvisioningState } from '../api/provisioning-states.ts';
import { applicationColumns, defaultColumns } from './application-columns.tsx';

const route = getRouteApi(paths.applications);
const { filters } = applications;

const useStyles = makeStyles({ bar: { marginBlockEnd: tokens.spacingVerticalM, flexShrink: 0 } });

export function ApplicationsPage() {
  const can = useCan();
  const { ownedServicePrincipalIds: owned } = useSuspenseQuery(permissionsQuery).data;
  if (can.any('Application.Read.All')) return <AllApplications />;
  if (owned.length > 0) return <OwnedApplications ids={owned} />;
  return (
    <Page title={applications.title}>
      <PermissionBar needed={applications.needed} />
    </Page>
  );
}

function AllApplications() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(applicationsQuery(filter));
  const stateOf = useStates(query.data?.pages);
  const { columns, chooser } = useColumns('applications', applicationColumns(stateOf), defaultColumns);
  const narrow = (change: ApplicationsFilter) =>
    void navigate({ search: (before) => searchOf({ ...before, ...change }), replace: true });
  const isNarrowed = Object.entries(filter).some(([name, value]) => name !== 'sort' && value !== undefined);
  return (
    <Page title={applications.title} commands={useCommands(() => void query.refetch())}>
      <FilterBar
        onReset={
          isNarrowed
            ? () => void navigate({ search: (before) => searchOf({ sort: before.sort }), replace: true })
            : undefined
        }
      >
        <SearchField label={applications.search} value={filter.q} onSearch={(q) => narrow({ q })} />
        <FilterSelect
          label={filters.type}
          value={filter.type}
          choices={filters.typeChoices}
          allLabel={filters.typeDefault}
          onChange={(type) => narrow({ type })}
        />
        <FilterSelect
          label={filters.created}
          value={filter.created}
          choices={filters.createdChoices}
          allLabel={lists.anyTime}
          onChange={(created) => narrow({ created })}
        />
        <FilterSelect
          label={filters.assignmentRequired}
          value={filter.required}
          choices={filters.yesNo}
          onChange={(required) => narrow({ required })}
        />
        <FilterSelect
          label={filters.visibility}
          value={filter.visibility}
          choices={filters.visibilityChoices}
          onChange={(visibility) => narrow({ visibility })}
        />
        {chooser}
      </FilterBar>
      <Collection
        label={applications.title}
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: paths.application, params: { applicationId: id } })}
        sort={{
          value: readSort(filter.sort) ?? { by: 'displayName', descending: false },
          onChange: (sort) => narrow({ sort: writeSort(sort) }),
        }}
        empty={
          isNarrowed ? <EmptyState title={lists.nothingFound} body={lists.nothingFoundBody} /> : <NoApplications />
        }
      />
    </Page>
  );
}

function OwnedApplications({ ids }: { ids: readonly string[] }) {
  const styles = useStyles();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(ownedApplicationsQuery(ids));
  const stateOf = useStates(query.data?.pages);
  const { columns } = useColumns('applications', applicationColumns(stateOf), defaultColumns);
  return (
    <Page title={applications.title} commands={useCommands(() => void query.refetch())}>
      <MessageBar className={styles.bar}>
        <MessageBarBody>{applications.ownedOnly}</MessageBarBody>
      </MessageBar>
      <Collection
        label={applications.title}
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: paths.application, params: { applicationId: id } })}
        empty={<EmptyState icon={<AppsRegular />} {...applications.emptyOwned} />}
      />
    </Page>
  );
}

function useCommands(refresh: () => void) {
  const navigate = route.useNavigate();
  const canCreate = useCan().any('Application.ReadWrite.All');
  return [
    {
      key: 'new',
      label: applications.new,
      icon: <AddRegular />,
      refused: canCreate ? undefined : applications.createNeeded,
      onClick: () => void navigate({ to: paths.gallery }),
    },
    { key: 'refresh', label: phrases.refresh, icon: <ArrowClockwiseRegular />, onClick: refresh },
  ];
}

/** One question for each page of the list. */
function useStates(
  pages: readonly { readonly value: readonly ApplicationRow[] }[] = [],
): (id: string) => ProvisioningState {
  const can = useCan();
  return useQueries({
    queries: pages.map(({ value }) => {
      const ids = value.map(({ id }) => id);
      const isReadable = ids.length > 0 && ids.every((id) => can.anyOrOwner(id, 'Synchronization.Read.All'));
      return { ...provisioningStatesQuery(ids), enabled: isReadable };
    }),
    combine: (results) => (id: string) =>
      results.find(({ data }) => data && Object.hasOwn(data, id))?.data?.[id] ?? 'unknown',
  });
}

function NoApplications() {
  const canCreate = useCan().any('Application.ReadWrite.All');
  return (
    <EmptyState
      icon={<AppsRegular />}
      {...applications.empty}
      actions={
        canCreate && (
          <RouterButton to={paths.gallery} appearance="primary">
            {applications.new}
          </RouterButton>
        )
      }
    />
  );
}
