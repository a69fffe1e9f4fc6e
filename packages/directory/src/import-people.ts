/**
 * Many people and groups at once, idempotently: people are matched by userPrincipalName, groups by mailNickname. A
 * property that a row does not name keeps its value; null or empty text clears it; memberships are added, never removed.
 * Bad rows are reported and left out. Managers and members are resolved when all people exist. Work goes in chunks, each
 * one transaction, so that an import that was interrupted is simply run again.
 */
import { AbortedError, newTimeOrderedId, ProvisioningError, type Clock } from '@drawbridge/base';
import { isDynamic } from './dynamic-groups.ts';
import { conflict, dynamicMembers } from './failure.ts';
import type { Membership } from './membership.ts';
import type { ObjectKind } from './object.ts';
import type { ImportChange, ImportPreview, ImportWrites } from './import-preview.ts';
import type { ObjectPatch } from './ports/directory-store.ts';
import { addressClaim } from './proxy-address.ts';
import { readNew, readPatch, type Patch } from './validate.ts';

/** Rows as they came from a file: Graph properties, and for a user `manager`, for a group `members` (userPrincipalNames). */
export type PeopleToImport = {
  readonly users?: readonly unknown[] | undefined;
  readonly groups?: readonly unknown[] | undefined;
};

export type ImportTally = { readonly created: number; readonly updated: number; readonly unchanged: number };

/** `index`: place in `users` or `groups`. A row whose manager or member is unknown is imported, and reported here too. */
export type RejectedRow = { readonly list: 'users' | 'groups'; readonly index: number; readonly reason: string };

/** A row of a preview with what would change; `index` as in RejectedRow. */
export type ImportSample = {
  readonly list: 'users' | 'groups';
  readonly index: number;
  readonly name: string;
  readonly state: 'created' | 'updated';
  readonly changes: readonly ImportChange[];
};

/** The tally counts people and groups together. */
export type ImportReport = ImportTally & {
  readonly users: ImportTally;
  readonly groups: ImportTally;
  readonly membershipsAdded: number;
  readonly rejected: readonly RejectedRow[];
  /** Of a preview: the first rows that would change something. */
  readonly samples?: readonly ImportSample[];
};

export type ImportProgress = { readonly done: number; readonly total: number };

export type ImportOptions = {
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Stops between chunks with AbortedError; what was done stays. */
  readonly signal?: AbortSignal | undefined;
  /** Says what would be done, and does nothing. */
  readonly preview?: boolean | undefined;
};

type Context = Omit<ImportOptions, 'preview'> & {
  readonly clock: Clock;
  readonly write: <Result>(work: (writes: ImportWrites) => Promise<Result>) => Promise<Result>;
  readonly preview?: ImportPreview | undefined;
};

type Row = {
  readonly index: number;
  readonly key: string;
  readonly name: string;
  readonly input: Record<string, unknown>;
  readonly patch: Patch;
};
type State = 'created' | 'updated' | 'unchanged';
type Imported = { readonly index: number; readonly id: string; state: State };

const chunkSize = 1000;
const membershipChunkSize = 5000;
const samplesOfEach = 20;

const lists = {
  users: { kind: 'User', key: 'userPrincipalName', link: 'manager', defaults: userDefaults },
  groups: { kind: 'Group', key: 'mailNickname', link: 'members', defaults: groupDefaults },
} as const;

type List = keyof typeof lists;

export async function importPeople(people: PeopleToImport, context: Context): Promise<ImportReport> {
  const run = new ImportRun(people, context);
  await run.bringIn('users');
  await run.setManagers();
  await run.bringIn('groups');
  await run.addMembers();
  return run.report();
}

class ImportRun {
  readonly #rows: Readonly<Record<List, readonly unknown[]>>;
  readonly #context: Context;
  readonly #imported = { users: new Map<string, Imported>(), groups: new Map<string, Imported>() };
  readonly #managers: { row: Imported; manager: unknown }[] = [];
  readonly #members: { row: Imported; members: unknown }[] = [];
  readonly #rejected: RejectedRow[] = [];
  #membershipsAdded = 0;
  #done = 0;
  readonly #total: number;

  constructor({ users = [], groups = [] }: PeopleToImport, context: Context) {
    this.#rows = { users, groups };
    this.#context = context;
    const members = groups.reduce<number>((sum, group) => sum + lengthOf(memberOf(group, 'members')), 0);
    this.#total =
      users.length + users.filter((user) => isGiven(memberOf(user, 'manager'))).length + groups.length + members;
  }

  async bringIn(list: List): Promise<void> {
    const taken = new Map<string, number>();
    for (const { items, start } of chunks(this.#rows[list], chunkSize)) {
      const rows = items.flatMap((item, offset) => this.#read(list, item, start + offset, taken) ?? []);
      await this.#context.write((writes) => this.#bringInChunk(writes, list, rows));
      this.#advance(items.length);
    }
  }

  async setManagers(): Promise<void> {
    for (const { items } of chunks(this.#managers, chunkSize)) {
      await this.#context.write(async (writes) => {
        const idOf = await this.#resolve(
          writes,
          items.map(({ manager }) => manager),
        );
        const rowOf = new Map<string, Imported>();
        const patches = items.flatMap(({ row, manager }): ObjectPatch[] => {
          const managerId = isGiven(manager) ? idOf(manager) : null;
          if (managerId === undefined)
            this.#reject('users', row.index, `The manager ${show(manager)} is not in the directory.`);
          else if (managerId === row.id) this.#reject('users', row.index, 'A user cannot be their own manager.');
          else {
            rowOf.set(row.id, row);
            return [{ id: row.id, values: { managerId } }];
          }
          return [];
        });
        const { changed } = await writes.patchObjects('User', patches);
        for (const id of changed) touch(rowOf.get(id));
      });
      this.#advance(items.filter(({ manager }) => isGiven(manager)).length);
    }
  }

  async addMembers(): Promise<void> {
    const wanted: { row: Imported; member: unknown }[] = [];
    for (const { row, members } of this.#members) {
      if (Array.isArray(members)) for (const member of members as readonly unknown[]) wanted.push({ row, member });
      else this.#reject('groups', row.index, 'members must be a list of userPrincipalNames.');
    }
    for (const { items } of chunks(wanted, membershipChunkSize)) {
      await this.#context.write(async (writes) => {
        const idOf = await this.#resolve(
          writes,
          items.map(({ member }) => member),
        );
        const rowOf = new Map<string, Imported>();
        const dynamic = await dynamicAmong(writes, new Set(items.map(({ row }) => row.id)));
        const memberships = items.flatMap(({ row, member }): Membership[] => {
          const memberId = idOf(member);
          rowOf.set(row.id, row);
          if (dynamic.has(row.id)) {
            this.#reject('groups', row.index, dynamicMembers().message);
            return [];
          }
          if (memberId !== undefined) return [{ groupId: row.id, memberId }];
          this.#reject('groups', row.index, `The member ${show(member)} is not in the directory.`);
          return [];
        });
        const { added } = await writes.addMembers(memberships);
        this.#membershipsAdded += added.length;
        for (const { groupId } of added) touch(rowOf.get(groupId));
      });
      this.#advance(items.length);
    }
  }

  report(): ImportReport {
    const users = tally(this.#imported.users);
    const groups = tally(this.#imported.groups);
    return {
      created: users.created + groups.created,
      updated: users.updated + groups.updated,
      unchanged: users.unchanged + groups.unchanged,
      users,
      groups,
      membershipsAdded: this.#membershipsAdded,
      rejected: this.#rejected,
      ...(this.#context.preview ? { samples: this.#samples(this.#context.preview) } : {}),
    };
  }

  #samples(preview: ImportPreview): readonly ImportSample[] {
    return (['users', 'groups'] as const).flatMap((list) => {
      const changed = [...this.#imported[list]].flatMap(([name, { index, id, state }]): ImportSample[] => {
        if (state === 'unchanged') return [];
        return [{ list, index, name, state, changes: preview.changesOf(id) ?? [] }];
      });
      const of = (state: State) => changed.filter((sample) => sample.state === state).slice(0, samplesOfEach);
      return [...of('created'), ...of('updated')];
    });
  }

  /** The row validated, or undefined when it was rejected. */
  #read(list: List, item: unknown, index: number, taken: Map<string, number>): Row | undefined {
    const { kind, key: keyName, link, defaults } = lists[list];
    try {
      const { [link]: _link, ...given } = readPlainObject(item);
      const input = { ...defaults(given), ...given };
      const patch = readPatch(kind, given);
      const name = String(readPatch(kind, { [keyName]: input[keyName] ?? null })[keyName]);
      const key = name.toLowerCase();
      const earlier = taken.get(key);
      if (earlier !== undefined) {
        this.#reject(
          list,
          index,
          `${keyName} ${show(name)} occurs a second time; the row with index ${earlier} has it too.`,
        );
        return undefined;
      }
      taken.set(key, index);
      return { index, key, name, input, patch };
    } catch (thrown) {
      this.#rejectThrown(list, index, thrown);
      return undefined;
    }
  }

  async #bringInChunk(writes: ImportWrites, list: List, rows: readonly Row[]): Promise<void> {
    const { kind, key } = lists[list];
    const existing = await findByKey(
      writes,
      kind,
      key,
      rows.map(({ name }) => name),
    );
    const created = new Map<string, Row>();
    const createdAt = this.#context.clock.now();
    const objects = rows.flatMap((row) => {
      if (existing.has(row.key)) return [];
      try {
        const id = newTimeOrderedId(createdAt.getTime());
        const object = { id, values: readNew(kind, row.input), createdAt };
        created.set(id, row);
        return [object];
      } catch (thrown) {
        this.#rejectThrown(list, row.index, thrown);
        return [];
      }
    });
    const inserted = await writes.insertObjects(kind, objects);
    for (const [id, row] of created) {
      if (inserted.has(id)) this.#accept(list, row, id, 'created');
      else
        this.#reject(
          list,
          row.index,
          `Another object with the same value for property ${key} already exists: ${show(row.name)}.`,
        );
    }
    await this.#updateExisting(writes, list, rows, existing);
  }

  async #updateExisting(
    writes: ImportWrites,
    list: List,
    rows: readonly Row[],
    existing: ReadonlyMap<string, readonly string[]>,
  ): Promise<void> {
    const { kind, key } = lists[list];
    const patched = new Map<string, Row>();
    for (const row of rows) {
      const [id, second] = existing.get(row.key) ?? [];
      if (id === undefined) continue;
      if (second === undefined) patched.set(id, row);
      else this.#reject(list, row.index, `Several objects of the directory have the ${key} ${show(row.name)}.`);
    }
    const claims = [...patched].flatMap(([id, { patch }]) => addressClaim(id, patch) ?? []);
    for (const id of claims.length > 0 ? await writes.claimAddresses(claims) : []) {
      this.#reject(list, patched.get(id)?.index ?? -1, conflict('proxyAddresses').message);
      patched.delete(id);
    }
    const { changed } = await writes.patchObjects(
      kind,
      [...patched].map(([id, { patch }]) => ({ id, values: patch })),
    );
    for (const [id, row] of patched) this.#accept(list, row, id, changed.has(id) ? 'updated' : 'unchanged');
  }

  #accept(list: List, row: Row, id: string, state: State): void {
    const imported: Imported = { index: row.index, id, state };
    this.#imported[list].set(row.key, imported);
    const link = memberOf(this.#rows[list][row.index], lists[list].link);
    if (link === undefined) return;
    if (list === 'users') this.#managers.push({ row: imported, manager: link });
    else if (link !== null) this.#members.push({ row: imported, members: link });
  }

  /** From userPrincipalName to id: this import's people first, then those who were in the directory before. */
  async #resolve(writes: ImportWrites, names: readonly unknown[]): Promise<(name: unknown) => string | undefined> {
    const people = this.#imported.users;
    const unknown = new Set(names.filter((name): name is string => isName(name) && !people.has(name.toLowerCase())));
    const found = await findByKey(writes, 'User', 'userPrincipalName', [...unknown]);
    return (name) => {
      if (!isName(name)) return undefined;
      return people.get(name.toLowerCase())?.id ?? found.get(name.toLowerCase())?.[0];
    };
  }

  #reject(list: List, index: number, reason: string): void {
    this.#rejected.push({ list, index, reason });
  }

  #rejectThrown(list: List, index: number, thrown: unknown): void {
    if (!(thrown instanceof ProvisioningError)) throw thrown;
    this.#reject(list, index, thrown.message);
  }

  #advance(rows: number): void {
    this.#done += rows;
    this.#context.onProgress?.({ done: this.#done, total: this.#total });
    if (this.#context.signal?.aborted)
      throw new AbortedError(`The import was stopped after ${this.#done} of ${this.#total} steps.`);
  }
}

/** Their members follow from their rules. */
async function dynamicAmong(writes: ImportWrites, groupIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  await writes.lockRules('shared');
  const groups = await writes.getObjects('Group', [...groupIds]);
  return new Set(groups.flatMap(({ id, values }) => (isDynamic(values['groupTypes']) ? [id] : [])));
}

async function findByKey(
  writes: ImportWrites,
  kind: ObjectKind,
  key: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  if (names.length === 0) return found;
  const where = [{ property: key, op: 'in', values: names } as const];
  for (const { id, values } of await writes.listObjects(kind, { where, limit: 2 * names.length, select: [key] })) {
    const name = String(values[key]).toLowerCase();
    found.set(name, [...(found.get(name) ?? []), id]);
  }
  return found;
}

function userDefaults(given: Record<string, unknown>): Record<string, unknown> {
  const name = typeof given['userPrincipalName'] === 'string' ? given['userPrincipalName'] : '';
  const full = [given['givenName'], given['surname']]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
  return {
    accountEnabled: true,
    displayName: full === '' ? name : full,
    mailNickname: nicknameOf(name.split('@')[0] ?? ''),
  };
}

function groupDefaults(given: Record<string, unknown>): Record<string, unknown> {
  const name = typeof given['displayName'] === 'string' ? given['displayName'] : '';
  return { mailEnabled: false, securityEnabled: true, mailNickname: nicknameOf(name.toLowerCase()) };
}

const nicknameOf = (text: string): string =>
  text
    .replaceAll(/[\s@()\\[\]";:<>,]+/gu, '-')
    .slice(0, 64)
    .toWellFormed();

function readPlainObject(item: unknown): Record<string, unknown> {
  readPatch('User', Array.isArray(item) ? item : typeof item === 'object' && item !== null ? {} : item);
  return item as Record<string, unknown>;
}

const memberOf = (item: unknown, name: string): unknown =>
  typeof item === 'object' && item !== null && Object.hasOwn(item, name)
    ? (item as Record<string, unknown>)[name]
    : undefined;

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 320 && value.isWellFormed() && !value.includes('\u0000');
const show = (value: unknown): string =>
  typeof value === 'string' ? `'${value.slice(0, 320)}'` : `of type ${typeof value}`;

function touch(imported: Imported | undefined): void {
  if (imported?.state === 'unchanged') imported.state = 'updated';
}

function tally(imported: ReadonlyMap<string, Imported>): ImportTally {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const { state } of imported.values()) counts[state] += 1;
  return counts;
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<{ items: readonly Item[]; start: number }> {
  for (let start = 0; start < items.length; start += size) yield { items: items.slice(start, start + size), start };
}
