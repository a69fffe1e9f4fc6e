/** Acts that go together, of which single ones would rarely make the same: write-story.ts puts them into stories. */
import { noFaults } from './faults.ts';
import type { Random } from './random.ts';
import type { Act, Step, Story } from './story.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Often at the same moment, so that much of it happens in the middle of a cycle; now and then a day later. */
export const pause = (random: Random): number =>
  random.onceIn(2)
    ? 0
    : random.oneOf([1, 500, 5_000, minuteMs, minuteMs, 10 * minuteMs, hourMs, 8 * hourMs, 26 * hourMs]);

/** Somebody is away for so long that cycles see it, and comes back with all that was theirs. */
export function awayAndBack(random: Random, people: number): readonly Step[] {
  const person = random.below(people);
  const afterMs = random.oneOf([hourMs, 8 * hourMs, 26 * hourMs]);
  const [away, back] = random.oneOf<readonly [Act, Act]>([
    [
      { kind: 'assign', person, isAssigned: false },
      { kind: 'assign', person, isAssigned: true },
    ],
    [
      { kind: 'state', person, state: 'disabled' },
      { kind: 'state', person, state: 'active' },
    ],
  ]);
  return [
    { afterMs: pause(random), act: away },
    { afterMs, act: back },
  ];
}

/** Everybody is looked at, and some of them change before that is over. */
export function changesMeanwhile(random: Random, people: number): readonly Step[] {
  const clear = { watermark: true, escrows: false, quarantine: true, links: false, forceDeletes: false };
  const changes = Array.from({ length: 3 }, (): Act => {
    const person = random.below(people);
    return random.oneOf<Act>([
      { kind: 'title', person, title: `Title ${random.below(5)}` },
      { kind: 'assign', person, isAssigned: random.onceIn(2) },
      { kind: 'state', person, state: random.oneOf(['active', 'disabled']) },
    ]);
  });
  const restart: Act = { kind: 'restart', clear };
  return [{ afterMs: pause(random), act: restart }, ...changes.map((act) => ({ afterMs: random.below(3), act }))];
}

/**
 * How a story may end: nothing is in the way any more, one thing happens, and nobody looks at everybody again, which would make
 * good whatever was forgotten.
 */
export function lastDays(random: Random, { people, groups }: Pick<Story, 'people' | 'groups'>): readonly Step[] {
  const [person, group] = [random.below(people), random.below(groups)];
  const clear = { watermark: false, escrows: false, quarantine: true, links: false, forceDeletes: true };
  const calm: readonly Act[] = [
    { kind: 'faults', rates: noFaults },
    { kind: 'restart', clear },
    { kind: 'start' },
    { kind: 'hire', person },
    { kind: 'state', person, state: 'active' },
    { kind: 'assign', person, isAssigned: true },
    { kind: 'assignGroup', group, isAssigned: true },
    { kind: 'member', group, person, isMember: false },
  ];
  const event = random.oneOf([refused, undeleted, pending, purgedLater, changed, cutOff]);
  const [first, ...others] = event({ random, people, person, group });
  return [...calm.map((act) => ({ afterMs: 0, act })), { afterMs: 26 * hourMs, act: first!.act }, ...others];
}

type LastEvent = (of: {
  readonly random: Random;
  readonly people: number;
  readonly person: number;
  readonly group: number;
}) => readonly Step[];

const steps = (...acts: readonly (readonly [afterMs: number, act: Act])[]): readonly Step[] =>
  acts.map(([afterMs, act]) => ({ afterMs, act }));

/** The target does not take the person into the group for an hour. */
const refused: LastEvent = ({ person, group }) => steps([0, { kind: 'refuseMember', person, group, ms: hourMs }]);

/** What deletes is answered by something on the way. */
const undeleted: LastEvent = ({ person }) =>
  steps(
    [0, { kind: 'faults', rates: { ...noFaults, undeleted: 1 } }],
    [0, { kind: 'purge', person }],
    [8 * hourMs, { kind: 'faults', rates: noFaults }],
  );

/** Who is away becomes a member, and comes back. */
const pending: LastEvent = ({ person, group }) =>
  steps(
    [0, { kind: 'assign', person, isAssigned: false }],
    [hourMs, { kind: 'member', group, person, isMember: true }],
    [hourMs, { kind: 'assign', person, isAssigned: true }],
  );

/** Who was let go is removed for good. */
const purgedLater: LastEvent = ({ person }) =>
  steps([0, { kind: 'assign', person, isAssigned: false }], [8 * hourMs, { kind: 'purge', person }]);

const changed: LastEvent = ({ random, people }) => changesMeanwhile(random, people);

/** A process dies when it has just committed what somebody's change came to. */
const cutOff: LastEvent = ({ random, person }) =>
  steps([0, { kind: 'crashAtCommit' }], [0, { kind: 'title', person, title: `Title ${random.below(5)}, at last` }]);
