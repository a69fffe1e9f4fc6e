/**
 * `npm run simulate -- --seeds 20000`: plays that many stories of the simulated world (docs/concepts/simulation.md), as many
 * at a time as `--jobs` says, and prints each promise that was broken with the seed that breaks it. `--seed 75` plays one
 * story, and tells the shortest one that still breaks the same promise.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { playStory, shrink, tell, writeStory } from '@drawbridge/testkit/simulation';

type Played = { readonly turns: number; readonly requests: number; readonly days: number };
type Broken = { readonly seed: number; readonly promise: string; readonly message: string };
type Slice = { readonly from: number; readonly count: number };
type Report = Played & { readonly count: number; readonly broken: readonly Broken[] };

const sliceSize = 100;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    attempts: { type: 'string', default: '400' },
  },
});

if (process.send) work();
else if (values.seed !== undefined) await playOne(Number(values.seed));
else await playMany();

/** A child: plays the slices that it is sent. */
function work(): void {
  // Nobody reads the stacks of errors that belong to the story.
  Error.stackTraceLimit = 0;
  process.on('message', (slice: Slice) => void playSlice(slice).then((report) => process.send?.(report)));
}

async function playSlice({ from, count }: Slice): Promise<Report> {
  const broken: Broken[] = [];
  const sum = { turns: 0, requests: 0, days: 0 };
  for (let seed = from; seed < from + count; seed++) {
    const { violation, turns, requests, days } = await playStory(writeStory(seed));
    sum.turns += turns;
    sum.requests += requests;
    sum.days += days;
    if (violation) broken.push({ seed, promise: violation.promise, message: violation.message });
  }
  return { ...sum, count, broken };
}

async function playMany(): Promise<void> {
  const [from, seeds] = [Number(values.from), Number(values.seeds)];
  const startedMs = performance.now();
  const slices = Array.from({ length: Math.ceil(seeds / sliceSize) }, (_, index): Slice => {
    const first = from + index * sliceSize;
    return { from: first, count: Math.min(sliceSize, from + seeds - first) };
  });
  const reports: Report[] = [];
  const take = async (): Promise<void> => {
    const child = fork(fileURLToPath(import.meta.url), [], { stdio: 'inherit' });
    for (let slice = slices.shift(); slice; slice = slices.shift()) {
      child.send(slice);
      const report = await new Promise<Report>((resolve, reject) => {
        child.once('message', (message) => resolve(message as Report));
        child.once('exit', () => reject(new Error(`Nothing came of seeds ${slice?.from} and following.`)));
      });
      child.removeAllListeners('exit');
      reports.push(report);
      for (const { seed, message } of report.broken) console.log(`seed ${seed}: ${message.slice(0, 400)}`);
      if (reports.length % 10 === 0) console.log(`${total(reports, 'count')} stories played`);
    }
    child.disconnect();
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, take));
  conclude(reports, (performance.now() - startedMs) / 1_000);
}

function total(reports: readonly Report[], name: keyof Played | 'count'): number {
  return reports.reduce((sum, report) => sum + report[name], 0);
}

function conclude(reports: readonly Report[], seconds: number): void {
  const broken = reports.flatMap((report) => report.broken);
  const count = total(reports, 'count');
  const facts = `${count} stories of ${Math.round(total(reports, 'days'))} simulated days, ${total(reports, 'requests')} requests and ${total(reports, 'turns')} turns`;
  console.log(`${facts} in ${Math.round(seconds)} s (${(count / seconds).toFixed(1)} a second)`);
  for (const [promise, seeds] of Map.groupBy(broken, (one) => one.promise))
    console.log(
      `BROKEN ${promise}: ${seeds.length}, such as ${seeds
        .slice(0, 5)
        .map(({ seed }) => seed)
        .join(', ')}`,
    );
  if (broken.length === 0) console.log('Every promise held in every story.');
  else process.exitCode = 1;
}

async function playOne(seed: number): Promise<void> {
  const story = writeStory(seed);
  const { violation, turns, requests, days } = await playStory(story);
  console.log(`seed ${seed}: ${Math.round(days)} simulated days, ${requests} requests, ${turns} turns`);
  if (!violation) return console.log('Every promise held.');
  process.exitCode = 1;
  console.log(`${violation.message}\nThe shortest story that breaks the same promise:`);
  const shortest = await shrink(story, violation.promise, Number(values.attempts));
  console.log(tell(shortest));
  console.log((await playStory(shortest)).violation?.message);
}
