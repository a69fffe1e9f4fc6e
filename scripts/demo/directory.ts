/** Fills the directory through the API, as `drawbridge import` does. */
import { makePeople, type People } from '@drawbridge/testkit/people';
import type { GraphClient } from '@drawbridge/testkit/processes';
import { done, number, progressBar, seconds } from './terminal.ts';

const rows = 1000;

export async function fillDirectory(graph: GraphClient, count: number): Promise<People> {
  const people = makePeople(count);
  const started = performance.now();
  const bar = progressBar('Importing');
  const total = people.users.length * 2 + people.groups.length;
  let sent = 0;
  const send = async (list: 'users' | 'groups', items: readonly object[]): Promise<void> => {
    await graph.call('POST', '/beta/directory/import', { [list]: items });
    bar.show((sent += items.length), total);
  };
  for (let at = 0; at < count; at += rows) {
    await send(
      'users',
      people.users.slice(at, at + rows).map(({ manager: _manager, ...user }) => user),
    );
  }
  const managed = people.users.flatMap(({ userPrincipalName, manager }) =>
    manager === undefined ? [] : [{ userPrincipalName, manager }],
  );
  for (let at = 0; at < managed.length; at += rows) await send('users', managed.slice(at, at + rows));
  for (const group of people.groups) await send('groups', [group]);
  bar.end();
  done(
    `${number(count)} people of many scripts, managers four levels deep, ${people.groups.length} groups ` +
      `(one of ${number(people.groups[0]!.members.length)}) in ${seconds(performance.now() - started)}`,
  );
  return people;
}
