/**
 * Users. Every operation on single users is gathered with those that arrive at the same time (`batch.ts`):
 *
 *   create ─▶ insert many          read, find ─▶ select many
 *   update ─▶ select many ─▶ each job's own change ─▶ update many, each still at the version it was read at
 *   delete ─▶ delete many, with their memberships
 */
import { newTimeOrderedId, ScimError, type Clock } from '@drawbridge/base';
import { foldCase, type ScimObject } from '@drawbridge/scim';
import { isUniqueViolation, type Database } from '@drawbridge/storage/database';
import { Batch, type Outcome } from './batch.ts';
import { settleDeletions, type Deletion } from './deletion.ts';
import { isSearchable, userKeys } from './keys.ts';
import { countRows, selectPage, type Page, type PageQuery } from './list-page.ts';
import { gatherLookups, type Lookup } from './lookup.ts';
import type { Expected } from './precondition.ts';
import { RowCount } from './row-count.ts';
import type { SerialLane } from './serial-lane.ts';
import type { Stored, StoredUser } from './stored.ts';
import type { Tables } from './tables.ts';
import { deleteUsers, insertUsers, selectUsers, updateUsers, userSource } from './user-statements.ts';
import { applyChanges, type Change } from './versioned-change.ts';

export type UserStoreOptions = {
  readonly database: Database<Tables>;
  readonly clock: Clock;
  /** Shared with the groups: deletions and memberships take turns. */
  readonly memberships: SerialLane;
};

/** How often a change is tried again after someone else changed the same user in between. */
const maxAttempts = 5;

export class UserStore {
  readonly #database: Database<Tables>;
  readonly #clock: Clock;
  readonly #count: RowCount;
  readonly #byId: Lookup<StoredUser>;
  readonly #byUserName: Lookup<StoredUser>;
  readonly #creations: Batch<Stored, Stored>;
  readonly #changes: Batch<Change, StoredUser | undefined>;
  readonly #deletions: Batch<Deletion, void>;

  constructor({ database, clock, memberships }: UserStoreOptions) {
    const db = database.kysely;
    this.#database = database;
    this.#clock = clock;
    this.#count = new RowCount(clock, () => countRows(db, 'users'));
    this.#byId = gatherLookups(
      (ids) => selectUsers(db, 'id', ids),
      ({ id }) => id,
    );
    this.#byUserName = gatherLookups(
      (keys) => selectUsers(db, 'user_name_key', keys),
      ({ resource }) => foldCase(String(resource['userName'])),
    );
    this.#creations = new Batch((users) => this.#insert(users));
    this.#changes = new Batch((changes) => this.#update(changes));
    this.#deletions = new Batch((deletions) => memberships.run(() => this.#delete(deletions)));
  }

  /** @throws ScimError SCIM_UNIQUENESS when the userName is taken, in any case of its letters. */
  async create(resource: ScimObject): Promise<StoredUser> {
    const now = this.#clock.now();
    return this.#creations.submit({
      id: newTimeOrderedId(now.getTime()),
      version: 1,
      created: now,
      modified: now,
      resource: checked(resource),
    });
  }

  read(id: string): Promise<StoredUser | undefined> {
    return this.#byId(id);
  }

  /** The one user of this name, in any case of its letters. */
  async findByUserName(userName: string): Promise<StoredUser | undefined> {
    return isSearchable(userName) ? this.#byUserName(foldCase(userName)) : undefined;
  }

  /** @throws ScimError SCIM_NOT_FOUND, SCIM_VERSION_MISMATCH, SCIM_UNIQUENESS, and whatever `apply` throws. */
  async update(given: Change): Promise<StoredUser> {
    const change = { ...given, apply: (present: ScimObject) => checked(given.apply(present)) };
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const user = await this.#changes.submit(change);
      if (user) return user;
    }
    throw new ScimError(
      'SCIM_VERSION_MISMATCH',
      `User ${change.id} is being changed by others all the time. Repeat the request.`,
    );
  }

  /** @throws ScimError SCIM_NOT_FOUND, SCIM_VERSION_MISMATCH. */
  delete(id: string, expected: Expected): Promise<void> {
    return this.#deletions.submit({ id, expected });
  }

  list(query: PageQuery): Promise<Page<StoredUser>> {
    return selectPage(this.#database.kysely, userSource, query, this.#count);
  }

  async #insert(users: readonly Stored[]): Promise<Outcome<Stored>[]> {
    const inserted = await insertUsers(this.#database.kysely, users);
    this.#count.forget();
    return users.map((user) => (inserted.has(user.id) ? { answer: user } : { error: taken(user.resource) }));
  }

  /** A job whose user changed in between is answered with undefined: it is to be tried again. */
  async #update(changes: readonly Change[]): Promise<Outcome<StoredUser | undefined>[]> {
    const db = this.#database.kysely;
    const rows = await selectUsers(db, 'id', [...new Set(changes.map(({ id }) => id))]);
    const { outcomes, toWrite } = applyChanges(changes, rows, this.#clock);
    if (toWrite.length === 0) return [...outcomes];
    const written = await updateUsers(db, toWrite).catch((thrown: unknown) => {
      if (changes.length === 1 && isUniqueViolation(thrown)) throw taken(toWrite[0]!.next.resource);
      throw thrown;
    });
    const missed = new Set(toWrite.map(({ next }) => next.id).filter((id) => !written.has(id)));
    return outcomes.map((outcome) =>
      'answer' in outcome && missed.has(outcome.answer.id) ? { answer: undefined } : outcome,
    );
  }

  async #delete(deletions: readonly Deletion[]): Promise<Outcome<void>[]> {
    const found = await deleteUsers(this.#database.kysely, deletions, this.#clock.now());
    this.#count.forget();
    return settleDeletions(deletions, found);
  }
}

/** Refuses values that the index cannot hold before they are part of a batch. */
function checked(resource: ScimObject): ScimObject {
  userKeys(resource);
  return resource;
}

const taken = ({ userName }: ScimObject): ScimError =>
  new ScimError(
    'SCIM_UNIQUENESS',
    `userName ${JSON.stringify(userName)} is taken by another user. Choose another, or change that user.`,
  );
