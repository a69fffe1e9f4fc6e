/**
 * What people do in the simulated world, and when: written down as data before anything happens, so that a story that ends
 * badly can be told again, shorter.
 */
import type { ScopeMode } from '@drawbridge/engine';
import { noFaults, type FaultRates } from './faults.ts';
import { Random } from './random.ts';

export type Act =
  | { readonly kind: 'hire'; readonly person: number }
  | { readonly kind: 'title'; readonly person: number; readonly title: string | undefined }
  | { readonly kind: 'move'; readonly person: number; readonly department: string }
  | { readonly kind: 'rename'; readonly person: number; readonly version: number }
  | { readonly kind: 'assign'; readonly person: number; readonly isAssigned: boolean }
  | { readonly kind: 'state'; readonly person: number; readonly state: 'active' | 'disabled' | 'softDeleted' }
  | { readonly kind: 'purge'; readonly person: number }
  | { readonly kind: 'manager'; readonly person: number; readonly manager: number | undefined }
  | { readonly kind: 'member'; readonly group: number; readonly person: number; readonly isMember: boolean }
  | { readonly kind: 'assignGroup'; readonly group: number; readonly isAssigned: boolean }
  | { readonly kind: 'trimFeed' }
  | { readonly kind: 'mode'; readonly mode: ScopeMode }
  | { readonly kind: 'mapping'; readonly variant: number }
  | { readonly kind: 'filter'; readonly department: string | undefined }
  | { readonly kind: 'pause' }
  | { readonly kind: 'start' }
  | {
      readonly kind: 'restart';
      readonly clear: {
        readonly watermark: boolean;
        readonly escrows: boolean;
        readonly quarantine: boolean;
        readonly links: boolean;
        readonly forceDeletes: boolean;
      };
    }
  | { readonly kind: 'onDemand'; readonly person: number }
  | { readonly kind: 'faults'; readonly rates: FaultRates }
  | { readonly kind: 'agent'; readonly isOnline: boolean }
  | { readonly kind: 'crash'; readonly process: number }
  | { readonly kind: 'stall'; readonly process: number; readonly ms: number };

/** Done `afterMs` after the one before. */
export type Step = { readonly afterMs: number; readonly act: Act };

export type Story = {
  readonly seed: number;
  readonly people: number;
  readonly groups: number;
  readonly processes: number;
  readonly pageSize: number;
  readonly recordsInFlight: number;
  readonly intervalMs: number;
  readonly deletionThreshold: number | undefined;
  /** Whether the target refuses a second account of the same userName. */
  readonly isUnique: boolean;
  /** Who has an account already that somebody else made. */
  readonly accountsBefore: readonly number[];
  readonly steps: readonly Step[];
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const departments = ['Sales', 'Payroll', 'Stores'] as const;

/** A few weeks. */
export function writeStory(seed: number): Story {
  const random = new Random(seed);
  const people = 6 + random.below(10);
  const groups = 1 + random.below(3);
  const processes = random.onceIn(3) ? 2 : 1;
  const isUnique = processes > 1 || random.onceIn(2);
  const story = {
    seed,
    people,
    groups,
    processes,
    pageSize: 1 + random.below(9),
    recordsInFlight: 1 + random.below(6),
    intervalMs: random.oneOf([40 * minuteMs, 6 * hourMs, 24 * hourMs]),
    deletionThreshold: random.onceIn(3) ? random.below(4) : undefined,
    isUnique,
    accountsBefore: Array.from({ length: people }, (_, person) => person).filter(() => random.onceIn(8)),
  };
  const steps: Step[] = [];
  const count = 20 + random.below(60);
  for (let n = 0; n < count; n++) steps.push({ afterMs: pause(random), act: anAct(random, story) });
  return { ...story, steps };
}

/** Often at the same moment, so that much of it happens in the middle of a cycle; now and then a day later. */
const pause = (random: Random): number =>
  random.onceIn(2) ? 0 : random.oneOf([1, 500, 5_000, minuteMs, 10 * minuteMs, hourMs, 8 * hourMs, 26 * hourMs]);

type Cast = Pick<Story, 'people' | 'groups' | 'processes' | 'isUnique'>;

function anAct(random: Random, { people, groups, processes, isUnique }: Cast): Act {
  const person = random.below(people);
  const group = random.below(groups);
  const acts: readonly (readonly [weight: number, act: () => Act])[] = [
    [4, () => ({ kind: 'hire', person })],
    [6, () => ({ kind: 'title', person, title: random.onceIn(5) ? undefined : `Title ${random.below(5)}` })],
    [3, () => ({ kind: 'move', person, department: random.oneOf(departments) })],
    [2, () => ({ kind: 'rename', person, version: random.below(3) })],
    [6, () => ({ kind: 'assign', person, isAssigned: !random.onceIn(2) })],
    [6, () => ({ kind: 'state', person, state: random.oneOf(['active', 'active', 'disabled', 'softDeleted']) })],
    [1, () => ({ kind: 'purge', person })],
    [4, () => ({ kind: 'manager', person, manager: random.onceIn(4) ? undefined : random.below(people) })],
    [8, () => ({ kind: 'member', group, person, isMember: !random.onceIn(3) })],
    [2, () => ({ kind: 'assignGroup', group, isAssigned: !random.onceIn(3) })],
    [1, () => ({ kind: 'trimFeed' })],
    [1, () => ({ kind: 'mode', mode: random.oneOf(['assigned', 'all']) })],
    [1, () => ({ kind: 'mapping', variant: random.below(2) })],
    [1, () => ({ kind: 'filter', department: random.onceIn(2) ? undefined : random.oneOf(departments) })],
    [1, () => ({ kind: 'pause' })],
    [2, () => ({ kind: 'start' })],
    [2, () => ({ kind: 'restart', clear: whatToClear(random) })],
    [2, () => ({ kind: 'onDemand', person })],
    [6, () => ({ kind: 'faults', rates: someFaults(random, isUnique) })],
    [2, () => ({ kind: 'agent', isOnline: !random.onceIn(2) })],
    [2, () => ({ kind: 'crash', process: random.below(processes) })],
    [isUnique ? 1 : 0, () => ({ kind: 'stall', process: random.below(processes), ms: 1_000 + random.below(120_000) })],
  ];
  let at = random.below(acts.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, act] of acts) {
    if (at < weight) return act();
    at -= weight;
  }
  return { kind: 'start' };
}

function whatToClear(random: Random): Extract<Act, { kind: 'restart' }>['clear'] {
  const links = random.onceIn(6);
  const escrows = random.onceIn(2);
  return {
    watermark: links || escrows || random.onceIn(2),
    escrows,
    quarantine: true,
    links,
    forceDeletes: random.onceIn(4),
  };
}

/** Faults that only a target which keeps names unique can bear are left out for the others. */
function someFaults(random: Random, isUnique: boolean): FaultRates {
  if (random.onceIn(3)) return noFaults;
  const often = (): number => (random.onceIn(2) ? 0 : random.oneOf([4, 10, 30]));
  return {
    down: often(),
    timeout: often() * 2,
    lost: often(),
    late: often() * 2,
    halfBody: often() * 2,
    twice: isUnique ? often() * 2 : 0,
    refused: often(),
    notScim: often() * 10,
    slow: often(),
    crash: random.onceIn(2) ? 0 : random.oneOf([60, 200, 600]),
  };
}
