/** How everybody stood, and since when: what the directory and the job's rules said, noted at every act of the story. */
import type { FinishedCycle } from './pace.ts';
import { daysUntilDeletion, fateOf, type Fate, type Settings, type Standing } from './specification.ts';

export type Stand = {
  readonly turn: number;
  readonly atMs: number;
  readonly standing: Standing;
  readonly fate: Fate;
  /** How many days after it the account is deleted; 0 where it is at once, or never. */
  readonly days: number;
  /** When the account may be deleted by this stand alone. */
  readonly deletableAtMs: number;
  /** Whether somebody who may not sign in is given an account all the same. */
  readonly createsInactive: boolean;
};

export type Moment = Pick<Stand, 'turn' | 'atMs' | 'standing'> & {
  readonly type: 'User' | 'Group';
  readonly settings: Settings;
};

const dayMs = 24 * 3_600_000;

export function standAt({ type, standing, settings, turn, atMs }: Moment): Stand {
  const fate = fateOf(standing, type, settings);
  const createsInactive = settings['CreateInactive'] === 'True' && (fate === 'kept' || fate === 'disabled');
  const days = daysUntilDeletion(standing, type, settings);
  const deletableAtMs = fate === 'deleted' ? atMs : fate === 'disabledThenDeleted' ? atMs + days * dayMs : Infinity;
  return { turn, atMs, standing, fate, days, deletableAtMs, createsInactive };
}

export class History {
  readonly #stands = new Map<string, Stand[]>();

  note(id: string, moment: Moment): void {
    const stands = this.#stands.get(id) ?? [];
    this.#stands.set(id, stands);
    const [stand, last] = [standAt(moment), stands.at(-1)];
    const isAsBefore = last?.standing === stand.standing && last.fate === stand.fate && last.days === stand.days;
    if (isAsBefore && last.createsInactive === stand.createsInactive) return;
    stands.push(stand);
  }

  /** All stands since that turn, the one then in force first. */
  since(id: string, turn: number): readonly Stand[] {
    const stands = this.#stands.get(id) ?? [];
    return stands.slice(
      Math.max(
        0,
        stands.findLastIndex((one) => one.turn <= turn),
      ),
    );
  }

  /**
   * Since somebody was last wanted, and a cycle knew it and gave them the account: how they left, and how else meanwhile.
   * Nothing for who is wanted now. A return that no cycle had time to see, or that none could carry out, changes nothing.
   */
  departures(id: string, finished: readonly FinishedCycle[]): readonly Stand[] {
    const stands = this.#stands.get(id) ?? [];
    const isSeen = (one: Stand, index: number): boolean => {
      const untilTurn = stands[index + 1]?.turn ?? Infinity;
      return (
        one.standing === 'wanted' &&
        finished.some((cycle) => cycle.startTurn > one.turn && cycle.endTurn < untilTurn && cycle.usable.has(id))
      );
    };
    const from = stands.findLastIndex(isSeen);
    return stands.slice(from + 1).filter(({ standing }) => standing !== 'wanted');
  }
}
