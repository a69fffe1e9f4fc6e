/** The examples of the pages about scope, mapping, retries and quarantine: rules that are put to values. */
import { ProvisioningError } from '@drawbridge/base';
import { evaluateScope } from '@drawbridge/engine';
import { aPerson } from '@drawbridge/testkit';
import { dayMs, nextAttemptAt } from '../../src/cycle/retry-queue.ts';
import { enterQuarantine, judgeFailures, type FailureCounts } from '../../src/cycle/quarantine.ts';
import type { Quarantine } from '../../src/job/job.ts';
import { createWorld, objectMappingOf } from '../world.ts';
import { given, table, type Blocks } from './page-examples.ts';

type Values = Record<string, string>;
type Scope = Parameters<typeof evaluateScope>[0];

export function scope(page: Blocks) {
  const filter = given<Scope>(page, 'filter');
  const people = Object.entries(given<Record<string, Values>>(page, 'people'));
  const lines = people.flatMap(([name, values]) => {
    const { inScope, clauses } = evaluateScope(filter, new Map(Object.entries(values)));
    const told = clauses.map(({ group, clause, result }) => `  ${group}: ${clause} is ${result}`);
    return [`${name} is ${inScope ? '' : 'not '}in scope`, ...told];
  });
  return { result: lines.join('\n') };
}

export async function mapping(page: Blocks) {
  const expressions = Object.entries(given<Values>(page, 'mappings'));
  const world = await createWorld();
  await world.changeSchema((schema) => {
    objectMappingOf(schema, 'User').attributeMappings = expressions.map(([targetAttributeName, expression], index) => ({
      targetAttributeName,
      source: { type: 'Function', expression, name: null, parameters: [] },
      matchingPriority: index === 0 ? 1 : 0,
      flowBehavior: 'FlowWhenChanged',
      flowType: 'Always',
      exportMissingReferences: false,
      defaultValue: null,
    }));
  });
  const { id } = world.source.put(aPerson({ attributes: given<Values>(page, 'person') }));
  await world.settle();
  world.source.change(id, { attributes: given<Values>(page, 'change') });
  await world.cycle();
  const [created, patched] = world.target.writes;
  return { created: created?.body, patched: patched?.body?.['Operations'] };
}

const start = new Date('2026-11-23T09:00:00.000Z');
const units = [
  ['day', dayMs],
  ['hour', 60 * 60_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

function duration(ms: number): string {
  const [unit, unitMs] = units.find(([, size]) => ms >= size && ms % size === 0) ?? ['second', 1_000];
  const count = ms / unitMs;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function attempts(isTransient: boolean): readonly string[] {
  const told: string[] = [];
  for (let now = start; ;) {
    const next = nextAttemptAt(start, isTransient, now);
    if (next.getUTCFullYear() === 9999) return [...told, 'no more'];
    told.push(duration(next.getTime() - start.getTime()));
    now = next;
  }
}

export function retries() {
  const [transient, persistent] = [attempts(true), attempts(false)];
  const rows = [...transient.keys()].map((n) => [String(n + 1), transient[n]!, persistent[n] ?? '']);
  const shown = [...rows.slice(0, 9), ['…', '…', '…'], ...rows.slice(-5)];
  return { result: table([['attempt', 'transient', 'persistent'], ...shown]) };
}

function pauses(isHeld: boolean): string {
  const error = new ProvisioningError('TARGET_UNAUTHORIZED', 'The application refuses the Secret Token.');
  let quarantine: Quarantine | undefined;
  const told = Array.from({ length: 10 }, () => {
    quarantine = enterQuarantine(quarantine, { reason: 'EncounteredQuarantineException', error, isHeld }, start);
    return duration(Date.parse(quarantine.nextAttempt) - start.getTime());
  });
  return told.join(', ');
}

export function quarantine(page: Blocks) {
  const cycles = given<FailureCounts[]>(page, 'cycles');
  const rows = cycles.map(({ events, failures, referenceFailures }) => [
    ...[events, failures, referenceFailures].map(String),
    judgeFailures({ events, failures, referenceFailures }) ?? 'healthy',
  ]);
  return {
    result: table([['objects', 'failed', 'references failed', 'the job is'], ...rows]),
    pauses: `until somebody acts: ${pauses(false)}\nwhile the road is down: ${pauses(true)}`,
  };
}
