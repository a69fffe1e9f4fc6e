/**
 * Groups and their members. A group is never read as a whole to be changed: attributes are a small document, members
 * are rows. The commonest request, adding or removing some members, is gathered with others like it into one statement;
 * all others are a transaction of their own.
 */
import { newTimeOrderedId, ScimError, type Clock } from '@drawbridge/base';
import { foldCase, type MemberChange, type ScimObject } from '@drawbridge/scim';
import { isUniqueViolation, type Database } from '@drawbridge/storage/database';
import type { Kysely } from 'kysely';
import { Batch, type Outcome } from './batch.ts';
import { settleDeletions, type Deletion } from './deletion.ts';
import { deleteGroups, groupSource, insertGroups, lockGroup, selectGroups, updateGroup } from './group-statements.ts';
import { groupKeys, isSearchable } from './keys.ts';
import { countRows, selectPage, type Page, type PageQuery } from './list-page.ts';
import { gatherLookups, type Lookup } from './lookup.ts';
import { changeMembers, MemberBatch } from './member-change.ts';
import { notFound, type Expected } from './precondition.ts';
import { RowCount } from './row-count.ts';
import type { SerialLane } from './serial-lane.ts';
import type { Stored, StoredGroup } from './stored.ts';
import type { Tables } from './tables.ts';
import { applyChanges } from './versioned-change.ts';

export type GroupChange = {
  readonly id: string;
  readonly expected: Expected;
  /** Makes the new document of the present one, both without members; absent when only members change. */
  readonly apply?: (resource: ScimObject) => ScimObject;
  readonly members: readonly MemberChange[];
};

export type ChangeWithMembers = {
  readonly id: string;
  readonly expected: Expected;
  readonly apply: (present: ScimObject) => {
    readonly resource: ScimObject | undefined;
    readonly changes: readonly MemberChange[];
  };
};

export type GroupStoreOptions = {
  readonly database: Database<Tables>;
  readonly clock: Clock;
  /** Shared with the users: deletions and memberships take turns. */
  readonly memberships: SerialLane;
};

export class GroupStore {
  readonly #database: Database<Tables>;
  readonly #clock: Clock;
  readonly #memberships: SerialLane;
  readonly #count: RowCount;
  readonly #byId: Lookup<StoredGroup>;
  readonly #byDisplayName: Lookup<StoredGroup>;
  readonly #creations: Batch<Stored, Stored>;
  readonly #deletions: Batch<Deletion, void>;
  readonly #memberBatch: MemberBatch;

  constructor({ database, clock, memberships }: GroupStoreOptions) {
    const db = database.kysely;
    this.#database = database;
    this.#clock = clock;
    this.#memberships = memberships;
    this.#count = new RowCount(clock, () => countRows(db, 'groups'));
    this.#byId = gatherLookups(
      (ids) => selectGroups(db, { key: 'id', withMembers: false }, ids),
      ({ id }) => id,
    );
    this.#byDisplayName = gatherLookups(
      (keys) => selectGroups(db, { key: 'display_name_key', withMembers: false }, keys),
      ({ resource }) => foldCase(String(resource['displayName'])),
    );
    this.#creations = new Batch((groups) => this.#insert(groups));
    this.#deletions = new Batch((deletions) => memberships.run(() => this.#delete(deletions)));
    this.#memberBatch = new MemberBatch({ db, clock, memberships });
  }

  /** @throws ScimError SCIM_UNIQUENESS when the displayName is taken, SCIM_INVALID_VALUE when nobody has a member's id. */
  async create(resource: ScimObject, members: readonly ScimObject[]): Promise<StoredGroup> {
    const now = this.#clock.now();
    const group = {
      id: newTimeOrderedId(now.getTime()),
      version: 1,
      created: now,
      modified: now,
      resource: checked(resource),
    };
    if (members.length === 0) return this.#creations.submit(group);
    await this.#memberships.run(() =>
      this.#database.transaction(async (tx) => {
        const inserted = await insertGroups(tx, [group]);
        if (!inserted.has(group.id)) throw taken(resource);
        await changeMembers(tx, group.id, [{ kind: 'add', members }], now);
      }),
    );
    this.#count.forget();
    return (await this.read(group.id, true)) ?? group;
  }

  async read(id: string, withMembers: boolean): Promise<StoredGroup | undefined> {
    return withMembers
      ? (await selectGroups(this.#database.kysely, { key: 'id', withMembers }, [id]))[0]
      : this.#byId(id);
  }

  /** The one group of this name, in any case of its letters. */
  async findByDisplayName(displayName: string, withMembers: boolean): Promise<StoredGroup | undefined> {
    if (!isSearchable(displayName)) return undefined;
    const group = await this.#byDisplayName(foldCase(displayName));
    return group && withMembers ? this.read(group.id, true) : group;
  }

  list(query: PageQuery): Promise<Page<StoredGroup>> {
    return selectPage(this.#database.kysely, groupSource, query, this.#count);
  }

  /** @throws ScimError SCIM_NOT_FOUND, SCIM_VERSION_MISMATCH, SCIM_UNIQUENESS, SCIM_INVALID_VALUE, what `apply` throws. */
  async update(change: GroupChange): Promise<void> {
    if (!change.apply && !change.expected && (await this.#memberBatch.tryAlone(change.id, change.members))) return;
    await this.#memberships.run(() => this.#database.transaction((tx) => this.#change(tx, change)));
  }

  /**
   * For changes that can only be understood with the members at hand: reads them all, so it is for the rare ones.
   * `apply` gets the document with its members, and returns the new one without them, if it differs.
   */
  async updateWithMembers({ id, expected, apply }: ChangeWithMembers): Promise<void> {
    await this.#memberships.run(async () => {
      const [group] = await selectGroups(this.#database.kysely, { key: 'id', withMembers: true }, [id]);
      if (!group) throw notFound(id);
      const present = { ...group.resource, members: (group.members ?? []).map((member) => ({ ...member })) };
      const { resource, changes } = apply(present);
      const change = {
        id,
        expected: expected ?? [group.version],
        apply: (same: ScimObject) => resource ?? same,
        members: changes,
      };
      await this.#database.transaction((tx) => this.#change(tx, change));
    });
  }

  /** @throws ScimError SCIM_NOT_FOUND, SCIM_VERSION_MISMATCH. */
  delete(id: string, expected: Expected): Promise<void> {
    return this.#deletions.submit({ id, expected });
  }

  async #change(tx: Kysely<Tables>, { id, expected, apply, members }: GroupChange): Promise<void> {
    const group = await lockGroup(tx, id);
    if (!group) throw notFound(id);
    const { outcomes, toWrite } = applyChanges(
      [{ id, expected, apply: (present) => (apply ? checked(apply(present)) : present) }],
      [group],
      this.#clock,
    );
    for (const outcome of outcomes) if ('error' in outcome) throw outcome.error;
    for (const { next } of toWrite) {
      await updateGroup(tx, next).catch((thrown: unknown) => {
        throw isUniqueViolation(thrown) ? taken(next.resource) : thrown;
      });
    }
    await changeMembers(tx, id, members, this.#clock.now());
  }

  async #insert(groups: readonly Stored[]): Promise<Outcome<Stored>[]> {
    const inserted = await insertGroups(this.#database.kysely, groups);
    this.#count.forget();
    return groups.map((group) => (inserted.has(group.id) ? { answer: group } : { error: taken(group.resource) }));
  }

  async #delete(deletions: readonly Deletion[]): Promise<Outcome<void>[]> {
    const found = await deleteGroups(this.#database.kysely, deletions, this.#clock.now());
    this.#count.forget();
    return settleDeletions(deletions, found);
  }
}

/** Refuses values that the index cannot hold before they are part of a batch. */
function checked(resource: ScimObject): ScimObject {
  groupKeys(resource);
  return resource;
}

const taken = ({ displayName }: ScimObject): ScimError =>
  new ScimError(
    'SCIM_UNIQUENESS',
    `displayName ${JSON.stringify(displayName)} is taken by another group. Groups are matched by it, so it must be unique here.`,
  );
