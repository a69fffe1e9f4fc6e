/**
 * What must hold at every moment of a story. Each promise is looked at when the target carries out a write; the first one
 * that is broken ends the story.
 */
import { isObject } from '@drawbridge/scim';
import type { Standing } from './specification.ts';
import { personId, type Operation, type World, type Write } from './world.ts';

/** A promise that was broken, in a sentence that names who and what. */
export class Violation extends Error {
  readonly promise: string;

  constructor(promise: string, message: string) {
    super(`${promise}: ${message}`);
    this.promise = promise;
  }
}

/** People that one piece of work disabled or deleted, by its fence. */
type Takings = { readonly startTurn: number; readonly targets: Set<string> };

export class Watch {
  readonly #world: World;
  readonly #takings = new Map<number, Takings>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Throws Violation. */
  see(write: Write): void {
    if (write.kind !== 'Users') return;
    this.#noStranger(write);
    this.#oneAccountEach(write);
    this.#onlyWithReason(write);
    this.#belowThreshold(write);
  }

  #noStranger(write: Write): void {
    const account = write.before ?? write.after;
    if (account && write.status < 300 && this.#world.personOf(account) === undefined)
      throw new Violation('never a write to an account of somebody else', describe(write));
  }

  #oneAccountEach(write: Write): void {
    const person = this.#world.personOf(write.after);
    if (person === undefined) return;
    const accounts = this.#world.accountsOf(person);
    if (accounts.length > 1) {
      const ids = accounts.map((account) => String(account['id'])).join(' and ');
      throw new Violation('never two accounts for one person', `p${person} has ${ids}; ${describe(write)}`);
    }
  }

  /** Somebody's standing at some moment of the work that wrote must ask for the write. */
  #onlyWithReason(write: Write): void {
    if (write.status >= 300) return;
    const person = this.#world.personOf(write.before ?? write.after);
    if (person === undefined) return;
    const since = Math.min(...write.operations.map(({ startTurn }) => startTurn), write.turn);
    const standings = this.#world.standingsSince(personId(person), since);
    const reason = reasonFor(write, standings);
    if (reason !== undefined)
      throw new Violation(
        'never a write without a reason',
        `p${person} was ${[...standings].join(', ')}, ${reason}; ${describe(write)}`,
      );
  }

  #belowThreshold(write: Write): void {
    const { deletionThreshold } = this.#world.story;
    if (deletionThreshold === undefined || !takesAway(write)) return;
    // What somebody asked for by name is not held back, and cannot be told from the rest.
    if (write.operations.some(({ lease }) => !lease)) return;
    for (const operation of write.operations) this.#count(operation, write, deletionThreshold);
  }

  #count({ lease, startTurn }: Operation, write: Write, threshold: number): void {
    if (!lease || startTurn < this.#world.allowedAtTurn) return;
    const takings = this.#takings.get(lease.fence) ?? { startTurn, targets: new Set<string>() };
    this.#takings.set(lease.fence, takings);
    takings.targets.add(write.targetId);
    if (takings.targets.size > threshold && this.#world.allowedAtTurn < 0)
      throw new Violation(
        'never more disables and deletes in a cycle than the threshold',
        `${takings.targets.size} of ${threshold}; ${describe(write)}`,
      );
  }
}

/** Why nothing asks for this write; undefined when something does. */
function reasonFor(write: Write, standings: ReadonlySet<Standing>): string | undefined {
  const { before, after } = write;
  if (write.method === 'POST') return standings.has('wanted') ? undefined : 'and an account was made';
  if (write.method === 'DELETE') return standings.has('gone') ? undefined : 'and the account was deleted';
  if (isSame(before, after)) return undefined;
  const [was, is] = [isActive(before), isActive(after)];
  if (!was && is) return standings.has('wanted') ? undefined : 'and may use the account again';
  if (was && !is)
    return [...standings].some((standing) => standing !== 'wanted')
      ? undefined
      : 'and may not use the account any more';
  return standings.has('wanted') || standings.has('suspended') ? undefined : 'and the account was changed';
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
