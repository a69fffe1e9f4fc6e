/** How a user signs in: what there is, what can be taken away, and a new way in. */
import { Button, Radio, RadioGroup, Text } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { phrases } from '../../../text/phrases.ts';
import { users } from '../../../text/users.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Once } from '../../../ui/once.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { Time } from '../../../ui/time.tsx';
import {
  isPasskey,
  makeOneTimeLink,
  makeTemporaryPassword,
  methodsQuery,
  removeMethod,
  type AuthenticationMethod,
} from '../api/authentication.ts';
import type { User } from '../api/user.ts';

const route = getRouteApi(paths.user);
const { authentication: text, create } = users;

export function UserAuthentication({ user }: { user: User }) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const query = useQuery(methodsQuery(user.id));
  const canWrite = useCan().any('User.ReadWrite.All', 'Directory.ReadWrite.All');
  const [removing, setRemoving] = useState<AuthenticationMethod>();
  const changed = () => client.invalidateQueries({ queryKey: methodsQuery(user.id).queryKey });
  return (
    <>
      <QueryState query={query}>
        {(methods) => (
          <DataTable
            label={text.methods}
            columns={[
              {
                key: 'method',
                header: text.methods,
                width: 300,
                render: (method) =>
                  isPasskey(method) ? `${text.passkey}: ${method.displayName ?? ''}` : text.password,
              },
              {
                key: 'added',
                header: text.added,
                width: 160,
                render: ({ createdDateTime }) => <Time iso={createdDateTime} />,
              },
              {
                key: 'lastUsed',
                header: text.lastUsed,
                width: 160,
                render: (method) => (isPasskey(method) ? <Time iso={method.lastUsedDateTime} /> : ''),
              },
              {
                key: 'remove',
                header: phrases.remove,
                width: 160,
                render: (method) =>
                  canWrite && (
                    <Button size="small" onClick={() => setRemoving(method)}>
                      {isPasskey(method) ? text.removePasskey : text.removePassword}
                    </Button>
                  ),
              },
            ]}
            rows={methods}
            rowKey={({ id }) => id}
            empty={<EmptyState title={text.none} />}
          />
        )}
      </QueryState>
      {removing && (
        <ConfirmDialog
          title={isPasskey(removing) ? text.removePasskeyTitle(removing.displayName ?? '') : text.removePasswordTitle}
          action={phrases.remove}
          onConfirm={async () => {
            await removeMethod(user.id, removing);
            notify(text.removed);
            await changed();
          }}
          onClose={() => setRemoving(undefined)}
        >
          {isPasskey(removing) ? text.removePasskeyBody : text.removePasswordBody}
        </ConfirmDialog>
      )}
      {pane === 'reset' && canWrite && (
        <ResetPane
          user={user}
          onDone={() => void changed()}
          onClose={() => void navigate({ search: { tab: 'authentication' }, replace: true })}
        />
      )}
    </>
  );
}

type Way = keyof typeof text.ways;

function ResetPane({ user, onDone, onClose }: { user: User; onDone: () => void; onClose: () => void }) {
  const [way, setWay] = useState<Way>('link');
  const reset = useMutation({
    mutationFn: () => (way === 'link' ? makeOneTimeLink : makeTemporaryPassword)(user.id),
    onSuccess: onDone,
  });
  return (
    <SidePane
      title={text.resetTitle(user.displayName)}
      onClose={onClose}
      footer={
        <>
          {reset.data === undefined && (
            <Button appearance="primary" disabled={reset.isPending} onClick={() => reset.mutate()}>
              {text.resetAction}
            </Button>
          )}
          <Button onClick={onClose}>{reset.data === undefined ? phrases.cancel : phrases.close}</Button>
        </>
      }
    >
      {reset.data === undefined ? (
        <>
          <Text>{text.resetBody}</Text>
          <RadioGroup
            aria-label={text.resetPassword}
            value={way}
            onChange={(_event, { value }) => setWay(value as Way)}
          >
            {Object.entries(text.ways).map(([key, label]) => (
              <Radio key={key} value={key} label={label} />
            ))}
          </RadioGroup>
        </>
      ) : (
        <Once value={reset.data} what={way === 'link' ? create.linkTitle : create.passwordTitle}>
          {way === 'link' ? create.linkBody(user.displayName) : create.passwordBody(user.displayName)}
        </Once>
      )}
      {reset.error && <Problem error={reset.error} />}
    </SidePane>
  );
}
