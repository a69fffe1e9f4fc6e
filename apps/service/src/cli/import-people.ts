/** `drawbridge import FILE`: people, then their managers, then groups and members, in bounded requests to the API. */
import type { ImportReport } from '@drawbridge/directory';
import { SingleBar } from 'cli-progress';
import { withApi, type ApiSession } from './api-session.ts';
import { toBatches, type ImportRow } from './batches.ts';
import { readPeopleFile, type PeopleRow, type RejectedRow } from '../people/people-file.ts';

const shownRejections = 50;

type Tally = { created: number; updated: number; unchanged: number };

export async function importPeopleFile(file: string, flags: Readonly<Record<string, unknown>>): Promise<void> {
  const people = await readPeopleFile(file);
  const rejected: RejectedRow[] = [...people.rejected];
  const report = await withApi(flags, (api) => run(api, people, rejected));
  const { users, groups, managers, memberships } = report;
  console.log(
    `People: ${users.created} created, ${users.updated} updated, ${users.unchanged} unchanged. ` +
      `Groups: ${groups.created} created, ${groups.updated} updated, ${groups.unchanged} unchanged. ` +
      `${managers} managers, ${memberships} new memberships.`,
  );
  if (rejected.length === 0) return;
  console.error(`${rejected.length} rows were left out or incomplete:`);
  for (const { place, reason } of rejected.slice(0, shownRejections)) console.error(`  ${place}: ${reason}`);
  if (rejected.length > shownRejections) console.error(`  … and ${rejected.length - shownRejections} more.`);
  process.exitCode = 2;
}

async function run(
  api: ApiSession,
  people: { users: readonly PeopleRow[]; groups: readonly PeopleRow[] },
  rejected: RejectedRow[],
) {
  const users = toBatches(people.users.map(withoutManager), rejected);
  const groups = toBatches(people.groups, rejected);
  const managed = people.users.filter(({ value }) => value['manager'] !== undefined);
  const bar = progressBar(people.users.length + managed.length + people.groups.length);
  const refused = new Set<string>();

  const send = async (list: 'users' | 'groups', rows: readonly ImportRow[]): Promise<ImportReport> => {
    const answer = await api.call<ImportReport>('POST', '/beta/directory/import', {
      [list]: rows.map((row) => row.value),
    });
    for (const { index, reason } of answer.rejected) {
      const { place } = rows[index]!;
      refused.add(place);
      rejected.push({ place, reason });
    }
    bar.increment(rows.filter(({ part }) => part === 0).length);
    return answer;
  };

  const userTally: Tally = { created: 0, updated: 0, unchanged: 0 };
  for (const rows of users) add(userTally, (await send('users', rows)).users);

  let managers = 0;
  const possible = managed.filter(({ place }) => !refused.has(place)).map(onlyManager);
  for (const rows of toBatches(possible, rejected)) {
    const report = await send('users', rows);
    managers += rows.length - report.rejected.length;
  }

  const groupTally: Tally = { created: 0, updated: 0, unchanged: 0 };
  let memberships = 0;
  for (const rows of groups) {
    const report = await send('groups', rows);
    // A later part of a large group, in a request of its own, is the same group again.
    if (rows.some(({ part }) => part === 0)) add(groupTally, report.groups);
    memberships += report.membershipsAdded;
  }
  bar.stop();
  return { users: userTally, groups: groupTally, managers, memberships };
}

const withoutManager = ({ place, value: { manager: _manager, ...value } }: PeopleRow): PeopleRow => ({ place, value });
const onlyManager = ({ place, value: { userPrincipalName, manager } }: PeopleRow): PeopleRow => ({
  place,
  value: { userPrincipalName, manager },
});

function add(into: Tally, part: Tally): void {
  into.created += part.created;
  into.updated += part.updated;
  into.unchanged += part.unchanged;
}

function progressBar(total: number): Pick<SingleBar, 'increment' | 'stop'> {
  const bar = new SingleBar({
    format: 'Importing {bar} {percentage}%  {value}/{total}',
    barsize: 30,
    stream: process.stderr,
    noTTYOutput: false,
  });
  bar.start(total, 0);
  return bar;
}
