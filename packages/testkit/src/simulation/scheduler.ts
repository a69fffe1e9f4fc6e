/**
 * Who goes on next. Everything in the simulated world that would be input or output waits here for its turn, and the seed
 * decides whose it is: so all concurrency is played from one number, and can be played again.
 */
import { AbortedError } from '@drawbridge/base';
import type { Random } from './random.ts';
import type { Mortal, VirtualTime } from './virtual-time.ts';

type Turn = { readonly owner: Mortal | undefined; readonly go: () => void; readonly die: () => void };

type RunOptions = {
  readonly maxTurns: number;
  readonly before: () => void;
  readonly isBroken: () => boolean;
};

export class Scheduler {
  /** Turns taken so far: the order of all that happens. */
  turns = 0;
  readonly #random: Random;
  readonly #time: VirtualTime;
  #waiting: Turn[] = [];

  constructor(random: Random, time: VirtualTime) {
    this.#random = random;
    this.#time = time;
  }

  /** Resolves when it is this one's turn. Rejects with AbortedError when its process is dead by then. */
  turn(owner?: Mortal): Promise<void> {
    return new Promise((resolve, reject) => {
      const die = (): void => reject(new AbortedError('The process died.'));
      if (owner?.isAlive === false) return die();
      this.#waiting.push({ owner, go: resolve, die });
    });
  }

  /** What a process had under way ends without an answer. */
  abandon(owner: Mortal): void {
    const [dead, rest] = [
      this.#waiting.filter((turn) => turn.owner === owner),
      this.#waiting.filter((turn) => turn.owner !== owner),
    ];
    this.#waiting = rest;
    for (const turn of dead) turn.die();
  }

  /**
   * Lets the world go on until that moment, or until `isBroken`; `before` is called ahead of every turn. Gives false when
   * `maxTurns` were not enough.
   */
  async runUntil(untilMs: number, { maxTurns, before, isBroken }: RunOptions): Promise<boolean> {
    const end = this.turns + maxTurns;
    for (;;) {
      // All that follows from the last turn has happened when the event loop comes round.
      await new Promise((resolve) => setImmediate(resolve));
      if (isBroken()) return true;
      if (this.#waiting.length > 0) {
        if (this.turns++ >= end) return false;
        before();
        const [turn] = this.#waiting.splice(this.#random.below(this.#waiting.length), 1);
        turn?.go();
      } else if (!this.#time.fireNext(untilMs)) {
        this.#time.nowMs = Math.max(this.#time.nowMs, untilMs);
        return true;
      }
    }
  }
}
