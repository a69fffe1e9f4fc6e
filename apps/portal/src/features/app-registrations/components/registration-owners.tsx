/** Who looks after a registration. */
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sendBatches } from '../../../lib/batch.ts';
import { paths } from '../../../lib/paths.ts';
import { referenceTo } from '../../../lib/reference.ts';
import { showCount } from '../../../lib/times.ts';
import { appRegistrations } from '../../../text/app-registrations.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { ObjectList } from '../../../ui/object-list.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import type { PartProps } from './registration-overview.tsx';

const route = getRouteApi(paths.appRegistration);
const { owners: text, writeNeeded } = appRegistrations;

export function RegistrationOwners({ registration, canWrite }: PartProps) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const path = `/applications/${registration.id}/owners`;
  const queryKey = ['registrations', 'owners', registration.id];
  const refused = canWrite ? undefined : writeNeeded;
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const add = async (chosen: readonly Pickable[]): Promise<void> => {
    const problems = await sendBatches(
      chosen.map(({ id }) => ({ method: 'POST', url: `${path}/$ref`, body: { '@odata.id': referenceTo(id) } })),
    );
    await client.invalidateQueries({ queryKey });
    const [problem] = problems.filter((one) => one !== undefined);
    if (problem) throw problem;
    notify(text.added(showCount(chosen.length)));
  };
  return (
    <>
      <ObjectList
        label={text.label}
        queryKey={queryKey}
        path={path}
        empty={text.empty}
        add={{ label: text.add, refused, onClick: () => open('owners') }}
        remove={{
          label: text.remove,
          refused,
          title: text.removeTitle,
          body: text.removeBody,
          request: ({ id }) => ({ method: 'DELETE', url: `${path}/${id}/$ref` }),
          onDone: (count) => count > 0 && notify(text.removed(showCount(count))),
        }}
      />
      {pane === 'owners' && canWrite && (
        <PickerPane
          title={text.addTitle(registration.displayName)}
          action={text.add}
          label={text.find}
          searchKey={['User', 'Application']}
          search={(words, signal) => findPrincipals(['User', 'Application'], words, signal)}
          many
          onPick={add}
          onClose={() => open(undefined)}
        />
      )}
    </>
  );
}
