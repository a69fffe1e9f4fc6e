/**
 * A few members come to and leave a large group: requests and time follow the few. Prints one line for each database and
 * size of the group.
 *
 *     node bench/references.ts [--members 1000,100000] [--changed 10] [--database embedded,postgres]
 */
import { parseArgs } from 'node:util';
import { openSteadyJob } from './support/steady-job.ts';

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '1000,100000' },
    changed: { type: 'string', default: '10' },
    database: { type: 'string', default: 'embedded,postgres' },
    rounds: { type: 'string', default: '5' },
  },
});
const changed = Number(values.changed);
const rows: object[] = [];
for (const database of values.database.split(',')) {
  for (const members of values.members.split(',').map(Number)) {
    const job = await openSteadyJob(database === 'postgres' ? 'postgres' : 'embedded', {
      people: members + changed,
      inGroup: members,
    });
    try {
      await job.cycle();
      const runs: Awaited<ReturnType<typeof job.cycle>>[] = [];
      for (let round = 0; round < Number(values.rounds); round++) {
        const newcomers = job.people.slice(members);
        const leaving = job.people.slice(0, changed);
        const [come, go] = round % 2 === 0 ? [newcomers, leaving] : [leaving, newcomers];
        await job.directory.addMembers(job.groupId, come);
        await job.directory.removeMembers(job.groupId, go);
        runs.push(await job.cycle());
      }
      const best = runs.toSorted((a, b) => a.ms - b.ms)[0]!;
      rows.push({
        database,
        members,
        changed: `+${changed} −${changed}`,
        PATCH: best.requests['PATCH'] ?? 0,
        GET: best.requests['GET'] ?? 0,
        'best ms': best.ms.toFixed(1),
        'CPU ms': best.cpuMs.toFixed(1),
      });
    } finally {
      await job.close();
    }
  }
}
console.table(rows);
