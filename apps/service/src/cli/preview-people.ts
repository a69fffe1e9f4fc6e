/** `drawbridge import FILE --preview`: what an import would do, told by the service in one request; nothing is written. */
import type { ImportReport, ImportSample } from '@drawbridge/directory';
import { readPeopleFile, type PeopleRow } from '../people/people-file.ts';
import { withApi } from './api-session.ts';

const shownRejections = 50;
const shownChanges = 8;

export async function previewPeopleFile(file: string, flags: Readonly<Record<string, unknown>>): Promise<void> {
  const people = await readPeopleFile(file);
  const lists = { users: people.users, groups: people.groups };
  const body = { users: valuesOf(people.users), groups: valuesOf(people.groups) };
  const report = await withApi(flags, (api) =>
    api.call<ImportReport>('POST', '/beta/directory/import?preview=true', body),
  );
  const { users, groups } = report;
  console.log(
    'Nothing was written. An import would do this.\n' +
      `People: ${users.created} created, ${users.updated} updated, ${users.unchanged} unchanged. ` +
      `Groups: ${groups.created} created, ${groups.updated} updated, ${groups.unchanged} unchanged. ` +
      `${report.membershipsAdded} new memberships.`,
  );
  for (const sample of report.samples ?? [])
    console.log(`  ${lists[sample.list][sample.index]?.place ?? sample.list}: ${shown(sample)}`);
  const refused = report.rejected.map(({ list, index, reason }) => ({
    place: lists[list][index]?.place ?? `${list}[${index}]`,
    reason,
  }));
  const rejected = [...people.rejected, ...refused];
  if (rejected.length === 0) return;
  console.error(`${rejected.length} rows would be left out or incomplete:`);
  for (const { place, reason } of rejected.slice(0, shownRejections)) console.error(`  ${place}: ${reason}`);
  if (rejected.length > shownRejections) console.error(`  … and ${rejected.length - shownRejections} more.`);
  process.exitCode = 2;
}

const valuesOf = (rows: readonly PeopleRow[]) => rows.map(({ value }) => value);

function shown({ state, name, changes }: ImportSample): string {
  if (state === 'created') return `${name} would be created`;
  const told = changes
    .slice(0, shownChanges)
    .map(
      ({ property, oldValue, newValue }) => `${property}: ${JSON.stringify(oldValue)} → ${JSON.stringify(newValue)}`,
    );
  const more = changes.length > shownChanges ? `; … ${changes.length - shownChanges} more` : '';
  return told.length === 0 ? `${name} would be updated` : `${name} would be updated: ${told.join('; ')}${more}`;
}
