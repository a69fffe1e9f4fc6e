/** `drawbridge import FILE`: people, then their managers, then groups and members, in bounded requests to the API. */
import type { ImportReport } from '@drawbridge/directory';
import { SingleBar } from 'cli-progress';
import { withApi, type ApiSession } from './api-session.ts';
import { readPeopleFile, type PeopleRow, type RejectedRow } from './people-file.ts';

const rowsPerRequest = 1000;
const membersPerRequest = 20_000;
const shownRejections = 50;

type Batch = { readonly list: 'users' | 'groups'; readonly rows: readonly PeopleRow[] };
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
  const withoutManager = people.users.map(({ place, value: { manager: _manager, ...value } }) => ({ place, value }));
  const managed = people.users.filter((row) => typeof row.value['manager'] === 'string' && row.value['manager'] !== '');
  const managers = managed.map(({ place, value }) => ({
    place,
    value: { userPrincipalName: value['userPrincipalName'], manager: value['manager'] },
  }));
  const groups = people.groups.flatMap(splitMembers);
  const bar = progressBar(withoutManager.length + managers.length + groups.length);
  const users: Tally = { created: 0, updated: 0, unchanged: 0 };
  const groupTally: Tally = { created: 0, updated: 0, unchanged: 0 };
  const refused = new Set<string>();
  let memberships = 0;

  const send = async ({ list, rows }: Batch): Promise<ImportReport> => {
    const answer = await api.call<ImportReport>('POST', '/beta/directory/import', {
      [list]: rows.map((row) => row.value),
    });
    for (const { index, reason } of answer.rejected) {
      const place = rows[index]!.place;
      refused.add(place);
      rejected.push({ place, reason });
    }
    bar.increment(rows.length);
    return answer;
  };

  for (const rows of chunks(withoutManager, rowsPerRequest)) add(users, (await send({ list: 'users', rows })).users);
  const possible = managers.filter((row) => !refused.has(row.place));
  let managersSet = 0;
  for (const rows of chunks(possible, rowsPerRequest)) {
    const report = await send({ list: 'users', rows });
    managersSet += rows.length - report.rejected.length;
  }
  for (const rows of batchesOfGroups(groups)) {
    const report = await send({ list: 'groups', rows });
    add(groupTally, report.groups);
    memberships += report.membershipsAdded;
  }
  bar.stop();
  return { users, groups: groupTally, managers: managersSet, memberships };
}

/** A group of many members is sent as several rows of the same group. */
function splitMembers({ place, value }: PeopleRow): PeopleRow[] {
  const { members } = value;
  if (!Array.isArray(members) || members.length <= membersPerRequest) return [{ place, value }];
  return chunks(members as unknown[], membersPerRequest).map((part) => ({ place, value: { ...value, members: part } }));
}

function batchesOfGroups(groups: readonly PeopleRow[]): PeopleRow[][] {
  const batches: PeopleRow[][] = [];
  let weight = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    const { members } = group.value;
    const own = 1 + (Array.isArray(members) ? members.length : 0);
    if (weight + own > membersPerRequest) {
      batches.push([]);
      weight = 0;
    }
    batches.at(-1)!.push(group);
    weight += own;
  }
  return batches;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}

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
