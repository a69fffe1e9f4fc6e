/**
 * What must hold at every moment of a story. Each promise is looked at when the target carries out a write; the first one
 * that is broken ends the story.
 */
import { isObject } from '@drawbridge/scim';
import { standAt, type Stand } from './history.ts';
import { groupId, groupOf, personId, personOf } from './names.ts';
import type { Operation } from './process.ts';
import { standingOf } from './specification.ts';
import { Violation } from './violation.ts';
import type { World, Write } from './world.ts';

const hourMs = 3_600_000;

export class Watch {
  readonly #world: World;
  /** What one piece of work took away, by its fence. */
  readonly #takings = new Map<number, Set<string>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Throws Violation. */
  see(write: Write): void {
    this.#noStranger(write);
    if (write.kind === 'Users') this.#oneAccountEach(write);
    if (write.status >= 300) return;
    this.#onlyWithReason(write);
    if (!takesAway(write)) return;
    this.#letAlone(write);
    this.#belowThreshold(write);
    this.#notRejected(write);
  }

  #noStranger(write: Write): void {
    const account = write.before ?? write.after;
    if (write.kind === 'Users' && account && write.status < 300 && personOf(account) === undefined)
      throw new Violation('never a write to an account of somebody else', describe(write));
  }

  #oneAccountEach(write: Write): void {
    const person = personOf(write.after);
    if (person === undefined || this.#world.mayHaveTwo(person)) return;
    const accounts = this.#world.accountsOf(person);
    if (accounts.length > 1) {
      const ids = accounts.map((account) => String(account['id'])).join(' and ');
      throw new Violation('never two accounts for one person', `p${person} has ${ids}; ${describe(write)}`);
    }
  }

  /** Somebody's standing at some moment of the work that wrote must ask for the write. */
  #onlyWithReason(write: Write): void {
    const id = sourceIdOf(write);
    if (id === undefined || (write.kind === 'Groups' && write.method === 'PATCH')) return;
    const { startTurn } = write.operation;
    const stands = [...this.#world.history.since(id, startTurn), this.#standByRulesOfThen(id, write)];
    const reason = reasonFor(write, stands, this.#world.history.since(id, -1));
    if (reason === undefined) return;
    const stood = stands.map(({ standing, fate }) => `${standing} (${fate})`).join(', ');
    throw new Violation('never a write without a reason', `${nameOf(id)} was ${stood}, ${reason}; ${describe(write)}`);
  }

  /** Work that has begun reads the directory as it is now, and goes by the rules as they were then. */
  #standByRulesOfThen(id: string, { kind, turn, atMs, operation: { rules } }: Write): Stand {
    const type = kind === 'Users' ? 'User' : 'Group';
    const standing = standingOf(this.#world.source.objects.get(id), rules);
    return standAt({ type, standing, settings: rules.settings, turn, atMs });
  }

  /** What was let go is nobody's to delete, unless the job says so; a return that nobody knows of makes it ours again. */
  #letAlone(write: Write): void {
    const id = sourceIdOf(write);
    if (write.method !== 'DELETE' || id === undefined) return;
    const { links, intents } = this.#world.stores.state.data(this.#world.jobId);
    const link = links.get(id);
    const mayHaveReturned = [...intents.values()].some((note) => note.intents.some(({ sourceId }) => sourceId === id));
    const deletes = write.operation.job.settings?.['HardDeleteUnmanaged'] === 'True';
    const isBack = this.#world.history
      .since(id, write.operation.startTurn)
      .some(({ standing }) => standing === 'wanted' || standing === 'disabled');
    if (link?.state !== 'unmanaged' || link.deleteAt || deletes || mayHaveReturned || isBack) return;
    throw new Violation('what was let go is let alone', `${nameOf(id)}; ${describe(write)}`);
  }

  #belowThreshold(write: Write): void {
    const { operation } = write;
    const { lease, job } = operation;
    const id = sourceIdOf(write);
    // What somebody asked for by name is not held back.
    if (!lease || job.status.forceDeletes || id === undefined || this.#world.approved.has(id)) return;
    const taken = this.#takings.get(lease.fence) ?? new Set<string>();
    this.#takings.set(lease.fence, taken.add(`${write.kind}/${write.targetId}`));
    const threshold = this.#thresholdOf(operation, taken.size);
    const within = Math.max(taken.size, this.#takenWithinWindow(write));
    if (within > threshold)
      throw new Violation(
        'never more disables and deletes than the threshold',
        `${within} of ${threshold}; ${describe(write)}`,
      );
  }

  /** A share is of the accounts there were, those taken away meanwhile included. */
  #thresholdOf({ linksBefore }: Operation, taken: number): number {
    const { brakes } = this.#world.story;
    const absolute = Number(brakes['QuarantineTooManyDeletesThreshold'] ?? Infinity);
    const percent = Number(brakes['DeletionThresholdPercent'] ?? Infinity);
    const accounts = Math.max(linksBefore, this.#world.stores.state.data(this.#world.jobId).links.size) + taken;
    return Math.min(absolute, Math.max(1, Math.floor((accounts * percent) / 100)));
  }

  /** A window counts what was committed: where a process died or an answer was lost, less than was carried out. */
  #takenWithinWindow({ atMs }: Write): number {
    const { story, faults, writes } = this.#world;
    const windowMs = Number(story.brakes['DeletionThresholdWindowHours'] ?? 0) * hourMs;
    const hasShare = story.brakes['DeletionThresholdPercent'] !== undefined;
    if (windowMs === 0 || faults > 0 || hasShare || this.#world.approved.size > 0) return 0;
    const within = writes.filter((write) => write.atMs > atMs - windowMs && takesAway(write));
    return within.some(({ operation }) => !operation.lease) ? 0 : within.length;
  }

  #notRejected(write: Write): void {
    const id = sourceIdOf(write);
    const rejected = id === undefined ? undefined : this.#world.rejected.get(id);
    if (id === undefined || !rejected || !write.operation.lease) return;
    const isSame = rejected.action === (write.method === 'DELETE' ? 'delete' : 'disable');
    const isSince = write.operation.startTurn > rejected.turn;
    const stands = this.#world.history.since(id, -1);
    const isUnchanged = (stands.at(-1)?.atMs ?? 0) < rejected.sinceMs;
    if (isSame && isSince && isUnchanged)
      throw new Violation('what a person rejected is not carried out', `${nameOf(id)}; ${describe(write)}`);
  }
}

/** Whose account or group was written. */
function sourceIdOf({ kind, before, after }: Write): string | undefined {
  const resource = before ?? after;
  const number = kind === 'Users' ? personOf(resource) : groupOf(resource);
  if (number === undefined) return undefined;
  return kind === 'Users' ? personId(number) : groupId(number);
}

const nameOf = (id: string): string => `${id.includes('-8001-') ? 'Group ' : 'p'}${Number(id.slice(-12))}`;

/** Why nothing asks for this write; undefined when something does. */
function reasonFor(write: Write, stands: readonly Stand[], ever: readonly Stand[]): string | undefined {
  const { before, after } = write;
  const isWanted = stands.some(({ standing }) => standing === 'wanted');
  if (write.method === 'POST') {
    const isCreated = isWanted || stands.some((one) => one.standing === 'disabled' && one.createsInactive);
    return isCreated ? undefined : 'and an account was made';
  }
  if (write.method === 'DELETE') {
    const isDue = ({ fate, deletableAtMs }: Stand): boolean =>
      fate === 'disabledThenDeleted' && deletableAtMs <= write.atMs;
    const hasLeft = stands.some(({ standing }) => standing !== 'wanted');
    return stands.some(({ fate }) => fate === 'deleted') || (hasLeft && ever.some(isDue))
      ? undefined
      : 'and was deleted';
  }
  if (isSame(before, after)) return undefined;
  const [was, is] = [isActive(before), isActive(after)];
  if (!was && is) return isWanted ? undefined : 'and may use the account again';
  if (was && !is)
    return stands.some(({ fate }) => fate !== 'kept') ? undefined : 'and may not use the account any more';
  const isOurs = stands.some(({ standing }) => ['wanted', 'disabled', 'softDeleted'].includes(standing));
  return isOurs ? undefined : 'and the account was changed';
}

/** Said a second time by another process, or by a road that repeats. */
const isSame = (before: Write['before'], after: Write['after']): boolean =>
  JSON.stringify(before) === JSON.stringify(after);

const isActive = (account: Write['before']): boolean => account?.['active'] !== false;

const takesAway = ({ method, status, before, after }: Write): boolean =>
  status < 300 && (method === 'DELETE' || (method === 'PATCH' && isActive(before) && !isActive(after)));

export function describe({ method, kind, targetId, status, body }: Write): string {
  const what = isObject(body) ? JSON.stringify(body['Operations'] ?? body) : '';
  return `${method} /${kind}/${targetId} ${status} ${what.slice(0, 300)}`;
}
