/** All directory roles, with how many hold each. */
import { AddRegular, ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { showCount } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { roles as text } from '../../../text/roles.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { rolesQuery, type Role } from '../api/roles.ts';
import { RolePane } from './role-pane.tsx';

const route = getRouteApi(paths.roles);

export function RolesPage() {
  return (
    <Requires any={['RoleManagement.Read.Directory']} needed={text.needed} fallbackTitle={text.title}>
      <Roles />
    </Requires>
  );
}

/** A built-in role says in a sentence what it is for. */
export const describe = ({ isBuiltIn, displayName, description }: Role): string =>
  (isBuiltIn ? text.about[displayName] : undefined) ?? description;

function Roles() {
  const { q, kind, pane } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(rolesQuery);
  const canWrite = useCan().any('RoleManagement.ReadWrite.Directory');
  const isShown = (role: Role): boolean =>
    (kind === undefined || (kind === 'builtIn') === role.isBuiltIn) &&
    `${role.displayName} ${describe(role)}`.toLowerCase().includes((q ?? '').toLowerCase());
  const change = (next: { q?: string | undefined; kind?: typeof kind; pane?: 'new' | undefined }) =>
    void navigate({ search: (before) => searchOf({ ...before, ...next }), replace: true });
  return (
    <Page
      title={text.title}
      description={text.description}
      commands={[
        {
          key: 'new',
          label: text.new,
          icon: <AddRegular />,
          refused: canWrite ? undefined : text.writeNeeded,
          onClick: () => change({ pane: 'new' }),
        },
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void query.refetch(),
        },
      ]}
    >
      <FilterBar>
        <SearchField label={text.search} value={q} onSearch={(words) => change({ q: words })} />
        <FilterSelect
          label={text.kind}
          value={kind}
          choices={text.kinds}
          onChange={(chosen) => change({ kind: chosen })}
        />
      </FilterBar>
      <QueryState query={query}>
        {(all) => (
          <>
            <DataTable<Role>
              label={text.title}
              columns={[
                {
                  key: 'role',
                  header: text.columns.role,
                  width: 260,
                  render: ({ displayName, isEnabled }) =>
                    isEnabled ? displayName : `${displayName} (${text.disabled})`,
                },
                { key: 'description', header: text.columns.description, width: 560, render: describe },
                {
                  key: 'kind',
                  header: text.columns.kind,
                  width: 110,
                  render: ({ isBuiltIn }) => (isBuiltIn ? text.kinds.builtIn : text.kinds.custom),
                },
                {
                  key: 'holders',
                  header: text.columns.holders,
                  width: 120,
                  render: ({ assignmentCount }) => showCount(assignmentCount),
                },
              ]}
              rows={all.filter(isShown)}
              rowKey={({ id }) => id}
              onOpen={({ id }) => void navigate({ to: paths.role, params: { roleId: id } })}
              empty={<EmptyState {...text.nothingFound} />}
            />
            {pane === 'new' && canWrite && <RolePane all={all} onClose={() => change({ pane: undefined })} />}
          </>
        )}
      </QueryState>
    </Page>
  );
}
