/** Makes up stories: the same seed, the same story. Each leaves out most of what could be, so that the rest is met often. */
import { awayAndBack, changesMeanwhile, lastDays, pause } from './episodes.ts';
import { noFaults, type FaultRates } from './faults.ts';
import { Random } from './random.ts';
import type { Settings } from './specification.ts';
import type { Act, Clear, Step, Story } from './story.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const departments = ['Sales', 'Payroll', 'Stores'] as const;

/** Some days to some weeks. */
export function writeStory(seed: number): Story {
  const random = new Random(seed);
  const people = 4 + random.below(9);
  const groups = 1 + random.below(3);
  const processes = random.onceIn(3) ? 2 : 1;
  const isUnique = processes > 1 || random.onceIn(2);
  const bulkOperations = random.onceIn(6) ? 2 + random.below(6) : 0;
  const hasSettings = random.onceIn(2);
  const cast = {
    seed,
    people,
    groups,
    processes,
    pageSize: 1 + random.below(9),
    recordsInFlight: 1 + random.below(6),
    intervalMs: random.oneOf([40 * minuteMs, 6 * hourMs, 6 * hourMs, 24 * hourMs, 24 * hourMs]),
    brakes: { ...someBrakes(random), ...(bulkOperations > 0 ? { Bulk: 'True' } : {}) },
    settings: hasSettings ? someSettings(random) : {},
    matchesByNickname: random.onceIn(2),
    isUnique,
    hasVersions: random.onceIn(4),
    losesDisabled: random.onceIn(3),
    bulkOperations,
    repeats: random.onceIn(4),
    accountsBefore: Array.from({ length: people }, (_, person) => person).filter(() => random.onceIn(8)),
  };
  const steps: Step[] = [];
  const count = 15 + random.below(45);
  for (let n = 0; n < count; n++) {
    if (random.onceIn(10)) steps.push(...awayAndBack(random, people));
    else if (random.onceIn(16)) steps.push(...changesMeanwhile(random, people));
    else steps.push({ afterMs: pause(random), act: anAct(random, cast, hasSettings) });
  }
  if (random.onceIn(2)) steps.push(...lastDays(random, cast));
  return { ...cast, steps };
}

type Cast = Pick<Story, 'people' | 'groups' | 'processes' | 'isUnique'>;

function anAct(random: Random, { people, groups, processes, isUnique }: Cast, hasSettings: boolean): Act {
  const person = random.below(people);
  const group = random.below(groups);
  const acts: readonly (readonly [weight: number, act: () => Act])[] = [
    [4, () => ({ kind: 'hire', person })],
    [6, () => ({ kind: 'title', person, title: random.onceIn(5) ? undefined : `Title ${random.below(5)}` })],
    [3, () => ({ kind: 'move', person, department: random.oneOf(departments) })],
    [2, () => ({ kind: 'rename', person, version: random.below(3) })],
    [6, () => ({ kind: 'assign', person, isAssigned: !random.onceIn(2) })],
    [6, () => ({ kind: 'state', person, state: random.oneOf(['active', 'active', 'disabled', 'softDeleted']) })],
    [2, () => ({ kind: 'purge', person })],
    [4, () => ({ kind: 'manager', person, manager: random.onceIn(4) ? undefined : random.below(people) })],
    [8, () => ({ kind: 'member', group, person, isMember: !random.onceIn(3) })],
    [groups > 1 ? 2 : 0, () => ({ kind: 'nest', group, inner: random.below(groups), isMember: !random.onceIn(3) })],
    [2, () => ({ kind: 'assignGroup', group, isAssigned: !random.onceIn(3) })],
    [1, () => ({ kind: 'trimFeed' })],
    [1, () => ({ kind: 'mode', mode: random.oneOf(['assigned', 'all']) })],
    [1, () => ({ kind: 'mapping', variant: random.below(2) })],
    [1, () => ({ kind: 'filter', department: random.onceIn(2) ? undefined : random.oneOf(departments) })],
    [hasSettings ? 1 : 0, () => ({ kind: 'settings', settings: someSettings(random) })],
    [1, () => ({ kind: 'pause' })],
    [2, () => ({ kind: 'start' })],
    [2, () => ({ kind: 'restart', clear: whatToClear(random) })],
    [2, () => ({ kind: 'onDemand', person })],
    [
      2,
      () => ({
        kind: 'decide',
        state: random.oneOf(['approved', 'rejected']),
        person: random.onceIn(2) ? undefined : person,
      }),
    ],
    [1, () => ({ kind: 'retry', person, rematches: random.onceIn(2) })],
    [1, () => (random.onceIn(3) ? { kind: 'loseGroup', group } : { kind: 'lose', person })],
    [6, () => ({ kind: 'faults', rates: someFaults(random, isUnique) })],
    [2, () => ({ kind: 'offline', ms: random.oneOf([2_000, 30_000, 10 * minuteMs, 2 * hourMs]) })],
    [2, () => ({ kind: 'crash', process: random.below(processes) })],
    [2, () => ({ kind: 'crashAtCommit' })],
    [3, () => ({ kind: 'ambush', person, then: random.oneOf(['loseAnswer', 'rename', 'unassign', 'purge']) })],
    [3, () => ({ kind: 'refuseMember', person, group, ms: random.oneOf([10 * minuteMs, hourMs, 8 * hourMs]) })],
    [isUnique ? 1 : 0, () => ({ kind: 'stall', process: random.below(processes), ms: 1_000 + random.below(120_000) })],
  ];
  let at = random.below(acts.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, act] of acts) {
    if (at < weight) return act();
    at -= weight;
  }
  return { kind: 'start' };
}

/** What becomes of those who leave, and which groups are told. */
function someSettings(random: Random): Settings {
  const settings: Record<string, string> = {};
  const events = ['Unassigned', 'OutOfScope', 'Disabled', 'SoftDeleted', 'HardDeleted'];
  for (const event of events) {
    const days = `DeleteAfterDays:${1 + random.below(2)}`;
    if (random.onceIn(4)) settings[`User${event}Action`] = random.oneOf(['None', 'Disable', 'Delete', days]);
    if (random.onceIn(6) && event !== 'Disabled')
      settings[`Group${event}Action`] = random.oneOf(['None', 'Delete', days]);
  }
  if (random.onceIn(4)) settings['HardDeleteUnmanaged'] = 'True';
  if (random.onceIn(4)) settings['CreateInactive'] = 'True';
  if (random.onceIn(3)) settings['NestedGroups'] = random.oneOf(['Flatten', 'Mirror']);
  return settings;
}

/** Thresholds and the like. */
function someBrakes(random: Random): Settings {
  const brakes: Record<string, string> = {};
  if (random.onceIn(3)) brakes['QuarantineTooManyDeletesThreshold'] = String(random.below(4));
  if (random.onceIn(8)) brakes['DeletionThresholdPercent'] = String(10 + random.below(40));
  if (random.onceIn(8)) brakes['DeletionThresholdWindowHours'] = String(1 + random.below(30));
  if (random.onceIn(6)) brakes['MembersPerRequest'] = String(1 + random.below(3));
  return brakes;
}

function whatToClear(random: Random): Clear {
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
    undeleted: random.onceIn(3) ? random.oneOf([1, 2, 4]) : 0,
    slow: often(),
    crash: random.onceIn(2) ? 0 : random.oneOf([60, 200, 600]),
  };
}
