/**
 * What the same number of changes costs in a small directory and in a large one. Prints one line for each database and size,
 * and how much longer the cycle takes than in the smallest.
 *
 *     node bench/incremental.ts [--people 10000,100000] [--changes 100] [--database embedded,postgres]
 */
import { parseArgs } from 'node:util';
import { openSteadyJob } from './support/steady-job.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '10000,100000' },
    changes: { type: 'string', default: '100' },
    database: { type: 'string', default: 'embedded,postgres' },
    rounds: { type: 'string', default: '9' },
  },
});
const changes = Number(values.changes);
const rows: object[] = [];
for (const database of values.database.split(',')) {
  let smallest: number | undefined;
  for (const people of values.people.split(',').map(Number)) {
    const job = await openSteadyJob(database === 'postgres' ? 'postgres' : 'embedded', { people });
    try {
      await job.cycle();
      const [read, unread]: [number[], number[]] = [[], []];
      let requests: Readonly<Record<string, number>> = {};
      for (let round = 0; round < Number(values.rounds); round++) {
        const step = Math.floor(people / changes);
        const chosen = Array.from({ length: changes }, (_, index) => job.people[(index * step + round) % people]!);
        for (const id of chosen) await job.directory.updateUser(id, { jobTitle: `Title ${round}` });
        const cycle = await job.cycle();
        if (cycle.tally.updated !== changes) throw new Error(`Not all were updated: ${JSON.stringify(cycle.tally)}`);
        read.push(cycle.ms);
        requests = cycle.requests;
        // No mapping reads it.
        for (const id of chosen)
          await job.directory.updateUser(id, { onPremisesExtensionAttributes: { extensionAttribute9: `${round}` } });
        const idle = await job.cycle();
        if (Object.keys(idle.requests).length > 0) throw new Error(`Unread changes cost ${JSON.stringify(idle)}`);
        unread.push(idle.ms);
      }
      const best = Math.min(...read);
      smallest ??= best;
      rows.push({
        database,
        people,
        changes,
        PATCH: requests['PATCH'] ?? 0,
        GET: requests['GET'] ?? 0,
        'median ms': median(read).toFixed(1),
        'best ms': best.toFixed(1),
        ratio: (best / smallest).toFixed(2),
        'unread changes, best ms': Math.min(...unread).toFixed(1),
      });
    } finally {
      await job.close();
    }
  }
}
console.table(rows);

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}
