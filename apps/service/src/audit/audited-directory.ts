/**
 * The directory's memory, watched: every write of a request becomes an audit record of service Core Directory, with the
 * values before and after, in the same transaction. Which route or command caused it does not matter.
 */
import type { DirectoryStore, DirectoryWrites, Membership, ObjectKind, StoredObject } from '@drawbridge/directory';
import type { AuditTarget } from '@drawbridge/storage';
import { isDeepStrictEqual } from 'node:util';
import { coreDirectory, type Activity, type AuditCategory } from './activity.ts';
import { currentTrail, modifiedProperty, type AuditTrail } from './audit-trail.ts';

/** Changes of more objects than this in one statement are told without their values. */
const mostWithValues = 100;

export const auditedDirectory = (store: DirectoryStore): DirectoryStore => ({
  ...store,
  write: (work) => {
    const trail = currentTrail();
    return store.write((writes) => work(trail && !trail.activity.isBulk ? observed(writes, trail) : writes));
  },
});

const categories: Readonly<Record<ObjectKind, AuditCategory>> = {
  User: 'UserManagement',
  Group: 'GroupManagement',
  Application: 'ApplicationManagement',
  ServicePrincipal: 'ApplicationManagement',
};

/** As Microsoft Entra writes them, with its own changes of letter case. */
const words: Readonly<
  Record<ObjectKind, { add: string; update: string; remove: string; restore: string; purge: string }>
> = {
  User: {
    add: 'Add user',
    update: 'Update user',
    remove: 'Delete user',
    restore: 'Restore user',
    purge: 'Hard Delete user',
  },
  Group: {
    add: 'Add group',
    update: 'Update group',
    remove: 'Delete group',
    restore: 'Restore Group',
    purge: 'Hard Delete group',
  },
  Application: {
    add: 'Add application',
    update: 'Update application',
    remove: 'Delete application',
    restore: 'Restore application',
    purge: 'Hard Delete application',
  },
  ServicePrincipal: {
    add: 'Add service principal',
    update: 'Update service principal',
    remove: 'Remove service principal',
    restore: 'Restore service principal',
    purge: 'Hard delete service principal',
  },
};

type Change = { readonly name: string; readonly before?: unknown; readonly after?: unknown };

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function targetOf(
  kind: ObjectKind,
  id: string,
  object: Pick<StoredObject, 'values'> | undefined,
  changes: readonly Change[] = [],
): AuditTarget {
  return {
    id,
    type: kind,
    displayName: textOf(object?.values['displayName']),
    userPrincipalName: textOf(object?.values['userPrincipalName']),
    modifiedProperties: changes.map(modifiedProperty),
  };
}

function observed(writes: DirectoryWrites, trail: AuditTrail): DirectoryWrites {
  const noteEach = (kind: ObjectKind, word: keyof (typeof words)['User'], targets: readonly AuditTarget[]): void => {
    const operation = word === 'add' ? 'Add' : word === 'remove' || word === 'purge' ? 'Delete' : 'Update';
    const activity = coreDirectory(categories[kind], operation, words[kind][word], kind);
    for (const target of targets) trail.note({ activity, targets: [target] });
  };
  const objectsOf = async (kind: ObjectKind, ids: readonly string[]): Promise<ReadonlyMap<string, StoredObject>> => {
    const wanted = ids.length > mostWithValues ? [] : ids;
    const found = wanted.length === 0 ? [] : await writes.getObjects(kind, wanted, { deleted: 'include' });
    return new Map(found.map((object) => [object.id, object]));
  };
  const removing =
    (
      word: 'remove' | 'restore' | 'purge',
      act: (kind: ObjectKind, ids: readonly string[]) => Promise<ReadonlySet<string>>,
    ) =>
    async (kind: ObjectKind, ids: readonly string[]): Promise<ReadonlySet<string>> => {
      const before = await objectsOf(kind, ids);
      const done = await act(kind, ids);
      noteEach(
        kind,
        word,
        [...done].map((id) => targetOf(kind, id, before.get(id))),
      );
      return done;
    };
  const noteMembers = async (activity: Activity, memberships: readonly Membership[]): Promise<void> => {
    const describe = await describing(
      writes,
      memberships.flatMap(({ groupId, memberId }) => [groupId, memberId]),
    );
    for (const { groupId, memberId } of memberships) {
      const group = describe(groupId, 'Group');
      const facts = [
        { name: 'Group.ObjectID', after: groupId },
        { name: 'Group.DisplayName', after: group.displayName },
      ];
      const member = { ...describe(memberId, 'User'), modifiedProperties: facts.map(modifiedProperty) };
      trail.note({ activity, targets: [member, group] });
    }
  };

  return {
    ...writes,
    async insertObjects(kind, objects) {
      const inserted = await writes.insertObjects(kind, objects);
      const targets = objects
        .filter(({ id }) => inserted.has(id))
        .map((object) => {
          const changes = Object.entries(object.values).map(([name, after]) => ({ name, after }));
          return targetOf(kind, object.id, object, objects.length > mostWithValues ? [] : changes);
        });
      noteEach(kind, 'add', targets);
      return inserted;
    },
    async patchObjects(kind, patches) {
      const before = await objectsOf(
        kind,
        patches.map(({ id }) => id),
      );
      const outcome = await writes.patchObjects(kind, patches);
      const targets = patches
        .filter(({ id }) => outcome.changed.has(id))
        .map(({ id, values }) =>
          targetOf(kind, id, before.get(id), before.size === 0 ? [] : difference(before.get(id), values)),
        );
      noteEach(kind, 'update', targets);
      return outcome;
    },
    softDelete: (kind, ids, at) => removing('remove', (...given) => writes.softDelete(...given, at))(kind, ids),
    restore: removing('restore', (kind, ids) => writes.restore(kind, ids)),
    purge: removing('purge', (kind, ids) => writes.purge(kind, ids)),
    async addMembers(memberships) {
      const outcome = await writes.addMembers(memberships);
      await noteMembers(coreDirectory('GroupManagement', 'Assign', 'Add member to group', 'Group'), outcome.added);
      return outcome;
    },
    async removeMembers(memberships) {
      const removed = await writes.removeMembers(memberships);
      await noteMembers(coreDirectory('GroupManagement', 'Unassign', 'Remove member from group', 'Group'), removed);
      return removed;
    },
    async addOwners(groupId, ownerIds) {
      const outcome = await writes.addOwners(groupId, ownerIds);
      const added = outcome.added.map((memberId) => ({ groupId, memberId }));
      await noteMembers(coreDirectory('GroupManagement', 'Assign', 'Add owner to group', 'Group'), added);
      return outcome;
    },
    async removeOwners(groupId, ownerIds) {
      const removed = await writes.removeOwners(groupId, ownerIds);
      const gone = removed.map((memberId) => ({ groupId, memberId }));
      await noteMembers(coreDirectory('GroupManagement', 'Unassign', 'Remove owner from group', 'Group'), gone);
      return removed;
    },
    async assign(assignment) {
      const isNew = await writes.assign(assignment);
      if (isNew) trail.note(await assignmentEntry(writes, 'Assign', assignment));
      return isNew;
    },
    async unassign(id) {
      const assignment = await writes.getAssignment(id);
      const entry = assignment && (await assignmentEntry(writes, 'Unassign', assignment));
      const done = await writes.unassign(id);
      if (done && entry) trail.note(entry);
      return done;
    },
  };
}

function difference(before: StoredObject | undefined, values: Readonly<Record<string, unknown>>): readonly Change[] {
  return Object.entries(values)
    .map(([name, after]) => ({ name, before: before?.values[name], after: after ?? undefined }))
    .filter((change) => !isDeepStrictEqual(change.before, change.after));
}

/** Reads the names of objects of any kind, and answers with their targets. */
async function describing(
  writes: DirectoryWrites,
  ids: readonly string[],
): Promise<(id: string, fallback: ObjectKind) => AuditTarget> {
  const unique = [...new Set(ids.map((id) => id.toLowerCase()))];
  const kinds = unique.length > mostWithValues ? new Map() : await writes.kindsOf(unique);
  const found = new Map<string, StoredObject>();
  for (const kind of new Set([...kinds.values()].map((object: { kind: ObjectKind }) => object.kind))) {
    const ofKind = unique.filter((id) => kinds.get(id)?.kind === kind);
    for (const object of await writes.getObjects(kind, ofKind, { deleted: 'include' })) found.set(object.id, object);
  }
  return (id, fallback) => {
    const object = found.get(id.toLowerCase());
    return targetOf(object?.kind ?? fallback, id, object);
  };
}

const principalWords: Readonly<Record<string, string>> = {
  User: 'user',
  Group: 'group',
  ServicePrincipal: 'service principal',
};

async function assignmentEntry(
  writes: DirectoryWrites,
  operation: 'Assign' | 'Unassign',
  {
    principalId,
    principalType,
    resourceId,
    appRoleId,
  }: { principalId: string; principalType: string; resourceId: string; appRoleId: string },
): Promise<{ activity: Activity; targets: readonly AuditTarget[] }> {
  const describe = await describing(writes, [principalId, resourceId]);
  const principal = describe(principalId, 'User');
  const what = principalWords[principalType] ?? 'user';
  const grant = what === 'user' ? 'app role assignment grant' : 'app role assignment';
  const [verb, to] = operation === 'Assign' ? ['Add', 'to'] : ['Remove', 'from'];
  const activity =
    what === 'user' && operation === 'Unassign'
      ? 'Remove app role assignment from user'
      : `${verb} ${grant} ${to} ${what}`;
  const facts = [modifiedProperty({ name: 'AppRole.Id', after: appRoleId })];
  return {
    activity: coreDirectory('ApplicationManagement', operation, activity, 'ServicePrincipal'),
    targets: [{ ...describe(resourceId, 'ServicePrincipal'), modifiedProperties: facts }, principal],
  };
}
