/** Objects of the directory that stand in some relation to another: members, owners, groups. Links to each; adds and removes. */
import { AddRegular, DeleteRegular, ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { BatchRequest } from '../lib/batch.ts';
import { pagesOf } from '../lib/pages.ts';
import { paths } from '../lib/paths.ts';
import { showCount } from '../lib/times.ts';
import { phrases } from '../text/phrases.ts';
import { lists } from '../text/lists.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { Collection, rowsOf } from './collection.tsx';
import { CommandBar, type Command } from './command-bar.tsx';
import type { Column } from './data-table.tsx';
import { EmptyState } from './empty-state.tsx';

export type DirectoryObject = {
  readonly '@odata.type'?: string;
  readonly id: string;
  readonly displayName: string | null;
  readonly userPrincipalName?: string;
  readonly mail?: string | null;
  readonly description?: string | null;
  readonly appId?: string;
};

export type ObjectListProps = {
  readonly label: string;
  readonly queryKey: readonly unknown[];
  /** Of the collection. */
  readonly path: string;
  readonly empty: { readonly title: string; readonly body: string };
  readonly add?: { readonly label: string; readonly onClick: () => void; readonly refused?: string | undefined };
  readonly remove?: {
    readonly label: string;
    readonly refused?: string | undefined;
    readonly title: (count: string) => string;
    readonly body: string;
    readonly request: (object: DirectoryObject) => BatchRequest;
    readonly onDone: (count: number) => void;
  };
  /** Further commands. */
  readonly commands?: readonly Command[];
};

type Kind = 'User' | 'Group' | 'Application' | 'Other';
const kinds: Readonly<Record<string, Kind>> = {
  '#microsoft.graph.user': 'User',
  '#microsoft.graph.group': 'Group',
  '#microsoft.graph.servicePrincipal': 'Application',
};
const kindOf = ({ '@odata.type': type = '' }: DirectoryObject): Kind => kinds[type] ?? 'Other';

export const objectColumns: readonly Column<DirectoryObject>[] = [
  { key: 'name', header: lists.name, width: 260, render: ({ displayName, id }) => displayName ?? id },
  { key: 'type', header: lists.type, width: 110, render: (object) => lists.kinds[kindOf(object)] },
  {
    key: 'detail',
    header: lists.detail,
    width: 320,
    render: ({ userPrincipalName, mail, description, appId }) =>
      userPrincipalName ?? description ?? mail ?? appId ?? '',
  },
];

export function ObjectList({ label, queryKey, path, empty, add, remove, commands = [] }: ObjectListProps) {
  const query = useInfiniteQuery(pagesOf<DirectoryObject>(queryKey, path));
  const openObject = useOpenObject();
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [isRemoving, setRemoving] = useState(false);
  const chosen = rowsOf(query.data).filter(({ id }) => keys.has(id));
  const all: readonly Command[] = [
    ...(add ? [{ key: 'add', icon: <AddRegular />, ...add }] : []),
    ...(remove
      ? [
          {
            key: 'remove',
            label: remove.label,
            icon: <DeleteRegular />,
            refused: remove.refused ?? (chosen.length === 0 ? lists.chooseFirst : undefined),
            onClick: () => setRemoving(true),
          },
        ]
      : []),
    ...commands,
    { key: 'refresh', label: phrases.refresh, icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
  ];
  return (
    <>
      <CommandBar commands={all} label={label} />
      <Collection
        label={label}
        query={query}
        columns={objectColumns}
        rowKey={({ id }) => id}
        rowName={({ displayName, id }) => displayName ?? id}
        onOpen={openObject}
        {...(remove && remove.refused === undefined ? { selection: { keys, onChange: setKeys } } : {})}
        empty={<EmptyState {...empty} />}
      />
      {isRemoving && remove && (
        <BulkDialog
          title={remove.title(showCount(chosen.length))}
          action={remove.label}
          items={chosen.map((object) => ({ name: object.displayName ?? object.id, request: remove.request(object) }))}
          onDone={(count) => {
            setKeys(new Set());
            void query.refetch();
            remove.onDone(count);
          }}
          onClose={() => setRemoving(false)}
        >
          {remove.body}
        </BulkDialog>
      )}
    </>
  );
}

/** Goes to the page of a user, a group or an application. */
export function useOpenObject(): (object: DirectoryObject) => void {
  const navigate = useNavigate();
  return (object) => {
    const { id } = object;
    switch (kindOf(object)) {
      case 'User':
        return void navigate({ to: paths.user, params: { userId: id } });
      case 'Group':
        return void navigate({ to: paths.group, params: { groupId: id } });
      case 'Application':
        return void navigate({ to: paths.application, params: { applicationId: id } });
      case 'Other':
    }
  };
}
