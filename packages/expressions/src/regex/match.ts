/**
 * Runs a program over a text by backtracking, with an explicit stack (no recursion but for nested lookarounds) and a
 * budget of steps, which is the time limit: it works alike in browser and server, and a bad pattern ends with an error
 * instead of holding the process.
 */
import { foldCase, isWordEdgeUnit } from './character-class.ts';
import type { Instruction, Program } from './assemble.ts';
import type { Assertion } from './syntax.ts';

/** Some 20 to 50 ms of work; a plain pattern on a plain value takes well under a thousand. */
export const maxSteps = 1_000_000;

export class StepsExhausted extends Error {}

/** Start and end of each group, in slots 2n and 2n+1; -1 for a group that took no part. */
export type Match = readonly number[];

export type Budget = { steps: number };

/** The first match that starts at `from` or later. Throws StepsExhausted. */
export function findMatch(program: Program, text: string, from: number, budget: Budget): Match | undefined {
  const lastStart = program.isAnchored ? 0 : text.length;
  const machine = new Machine(text, budget, program.slotCount);
  for (let start = from; start <= lastStart; start++) {
    const end = machine.run(program.instructions, start);
    if (end < 0) continue;
    machine.slots[0] = start;
    machine.slots[1] = end;
    return machine.slots;
  }
  return undefined;
}

/** What to do when a path fails: go on elsewhere, put a slot back, or give a greedy run one less (a lazy one more). */
const goOn = 0;
const restore = 1;
const shrink = 2;
const grow = 3;
const frameSize = 4;

class Machine {
  readonly slots: number[];
  readonly #text: string;
  readonly #budget: Budget;
  readonly #stack: number[] = [];

  constructor(text: string, budget: Budget, slotCount: number) {
    this.#text = text;
    this.#budget = budget;
    this.slots = new Array<number>(slotCount).fill(-1);
  }

  /** Where the match that begins at `start` ends; -1 when there is none, and then all slots are as before. */
  run(code: readonly Instruction[], start: number): number {
    const stack = this.#stack;
    const slots = this.slots;
    const base = stack.length;
    let pc = 0;
    let at = start;
    for (;;) {
      if (--this.#budget.steps < 0) throw new StepsExhausted();
      const step = code[pc] as Instruction;
      let ok = true;
      pc++;
      switch (step.operation) {
        case 'unit': {
          const index = step.forward ? at : at - 1;
          ok = index >= 0 && index < this.#text.length && step.test(this.#text.charCodeAt(index));
          at += step.forward ? 1 : -1;
          break;
        }
        case 'units': {
          const least = this.#advance(step, at, step.a);
          ok = least === step.a;
          if (!ok) break;
          const direction = step.forward ? 1 : -1;
          at += least * direction;
          const more = step.b - step.a;
          if (step.flag) {
            const extra = this.#advance(step, at, more);
            if (extra > 0) stack.push(shrink, pc, at + extra * direction, at);
            at += extra * direction;
          } else if (more > 0) {
            stack.push(grow, pc, at, more);
          }
          break;
        }
        case 'fork':
          stack.push(goOn, step.b, at, 0);
          pc = step.a;
          break;
        case 'jump':
          pc = step.a;
          break;
        case 'save':
        case 'mark':
          stack.push(restore, step.a, slots[step.a] as number, 0);
          slots[step.a] = at;
          break;
        case 'leaveIfUnmoved':
          if (slots[step.b] === at) pc = step.a;
          break;
        case 'look':
          ok = this.#runApart(step, at, !step.flag) >= 0 !== step.flag;
          break;
        case 'atomic':
          at = this.#runApart(step, at, true);
          ok = at >= 0;
          break;
        case 'backreference': {
          const length = this.#repeatsGroup(step, at);
          ok = length >= 0;
          at += step.forward ? length : -length;
          break;
        }
        case 'assertion':
          ok = this.#holds(step.assertion, at);
          break;
        case 'done':
          return at;
      }
      if (ok) continue;

      let resumed = false;
      while (!resumed && stack.length > base) {
        const top = stack.length - frameSize;
        const kind = stack[top];
        const target = stack[top + 1] as number;
        const position = stack[top + 2] as number;
        const rest = stack[top + 3] as number;
        if (kind === restore) {
          slots[target] = position;
          stack.length = top;
          continue;
        }
        if (--this.#budget.steps < 0) throw new StepsExhausted();
        if (kind === goOn) {
          at = position;
          stack.length = top;
          resumed = true;
        } else {
          const run = code[target - 1] as Instruction;
          const direction = run.forward ? 1 : -1;
          if (kind === shrink) {
            at = position - direction;
            if (at === rest) stack.length = top;
            else stack[top + 2] = at;
            resumed = true;
          } else if (this.#advance(run, position, 1) === 1) {
            at = position + direction;
            if (rest === 1) stack.length = top;
            else {
              stack[top + 2] = at;
              stack[top + 3] = rest - 1;
            }
            resumed = true;
          } else {
            stack.length = top;
          }
        }
        pc = target;
      }
      if (!resumed) return -1;
    }
  }

  /** How many units from `at` the test takes, up to `most`. */
  #advance(step: Instruction, at: number, most: number): number {
    const text = this.#text;
    const available = step.forward ? text.length - at : at;
    const limit = Math.min(most, available);
    let count = 0;
    if (step.forward) while (count < limit && step.test(text.charCodeAt(at + count))) count++;
    else while (count < limit && step.test(text.charCodeAt(at - count - 1))) count++;
    this.#budget.steps -= count;
    return count;
  }

  /** Runs a body for its own sake: it is not tried again, but what it captured is undone when the path fails. */
  #runApart(step: Instruction, at: number, keepsCaptures: boolean): number {
    const base = this.#stack.length;
    const before = this.slots.slice();
    this.#budget.steps -= before.length;
    const end = this.run(step.body, at);
    this.#stack.length = base;
    if (end < 0) return end;
    for (let slot = 0; slot < before.length; slot++) {
      const old = before[slot] as number;
      if (this.slots[slot] === old) continue;
      if (keepsCaptures) this.#stack.push(restore, slot, old, 0);
      else this.slots[slot] = old;
    }
    return end;
  }

  /** The length of the group's text if it stands here, else -1. A group that took no part matches nothing. */
  #repeatsGroup(step: Instruction, at: number): number {
    const start = this.slots[step.a * 2] as number;
    const end = this.slots[step.a * 2 + 1] as number;
    if (start < 0 || end < start) return -1;
    const length = end - start;
    const from = step.forward ? at : at - length;
    if (from < 0 || from + length > this.#text.length) return -1;
    this.#budget.steps -= length;
    for (let n = 0; n < length; n++) {
      const [known, here] = [this.#text.charCodeAt(start + n), this.#text.charCodeAt(from + n)];
      if (known !== here && !(step.flag && foldCase(known) === foldCase(here))) return -1;
    }
    return length;
  }

  #holds(assertion: Assertion, at: number): boolean {
    const text = this.#text;
    switch (assertion) {
      case 'start':
        return at === 0;
      case 'end':
        return at === text.length;
      case 'endOrLastNewline':
        return at === text.length || (at === text.length - 1 && text[at] === '\n');
      case 'lineStart':
        return at === 0 || text[at - 1] === '\n';
      case 'lineEnd':
        return at === text.length || text[at] === '\n';
      case 'wordEdge':
        return this.#isWordAt(at - 1) !== this.#isWordAt(at);
      case 'noWordEdge':
        return this.#isWordAt(at - 1) === this.#isWordAt(at);
    }
  }

  #isWordAt(index: number): boolean {
    return index >= 0 && index < this.#text.length && isWordEdgeUnit(this.#text.charCodeAt(index));
  }
}
