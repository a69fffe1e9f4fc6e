/** Who looks after an application without a directory role. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { permissionsQuery, useCan } from '../../../lib/permissions.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { searchOf } from '../../../lib/search.ts';
import { showCount } from '../../../lib/times.ts';
import { applications } from '../../../text/applications.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { ObjectList } from '../../../ui/object-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import { useApplication } from '../api/application.ts';
import { addOwners, ownersKey, ownersPath } from '../api/owners.ts';

const route = getRouteApi(paths.applicationOwners);
const { owners } = applications;

export function OwnersPage() {
  const { id, displayName } = useApplication();
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const notify = useNotify();
  const can = useCan();
  const refused = can.anyOrOwner(id, 'Application.ReadWrite.All') ? undefined : applications.writeNeeded;
  const canFind = can.any('User.ReadBasic.All');
  // Only who reads applications finds those of others.
  const kinds = can.any('Application.Read.All') ? (['User', 'Application'] as const) : (['User'] as const);
  const open = (value: 'add' | undefined): void =>
    void navigate({ search: (before) => searchOf({ ...before, pane: value }) });
  return (
    <Page title={owners.title} description={owners.description}>
      <ObjectList
        label={owners.title}
        queryKey={ownersKey(id)}
        path={ownersPath(id)}
        empty={owners.empty}
        add={{
          label: owners.add,
          onClick: () => open('add'),
          refused: refused ?? (canFind ? undefined : owners.findNeeded),
        }}
        remove={{
          label: owners.remove,
          refused,
          title: owners.removeTitle,
          body: owners.removeBody,
          request: (owner) => ({ method: 'DELETE', url: `${ownersPath(id)}/${owner.id}/$ref` }),
          onDone: (count) => {
            void queryClient.invalidateQueries({ queryKey: permissionsQuery.queryKey });
            if (count > 0) notify(owners.removed(showCount(count)));
          },
        }}
      />
      {pane === 'add' && refused === undefined && canFind && (
        <PickerPane
          title={owners.addTitle(displayName)}
          action={owners.add}
          label={owners.find}
          searchKey={['owners', kinds]}
          search={(text, signal) => findPrincipals(kinds, text, signal)}
          many
          onPick={async (chosen) => {
            await addOwners(
              id,
              chosen.map((one) => one.id),
            );
            notify(owners.added, { body: chosen.map(({ name }) => name).join(', ') });
          }}
          onClose={() => open(undefined)}
        />
      )}
    </Page>
  );
}
