/** The commands as the documentation writes them, from an empty directory to everybody in the application. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePeople, type People } from '@drawbridge/testkit';
import { GraphClient, type ClientCredentials } from '@drawbridge/testkit/processes';
import { expect, test } from 'vitest';
import { Application } from './support/application.ts';
import { installed, typed, typedToStay, type CommandResult } from './support/command-line.ts';
import { differences } from './support/differences.ts';
import { freePort } from './support/free-port.ts';
import { ScimReader } from './support/scim-reader.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** What a person sees who is told nothing but the commands. */
const worked = ({ code, stdout, stderr }: CommandResult): string => {
  expect(code, stderr).toBe(0);
  return stdout.trim();
};

function threeHundred(): People {
  const { users, groups } = makePeople(300);
  const everybody = users.map((user) => user.userPrincipalName);
  return {
    users,
    groups: [
      ...groups,
      { displayName: 'Everybody', mailNickname: 'everybody', members: everybody },
      { displayName: 'Nobody yet', mailNickname: 'nobody-yet', members: [] },
    ],
  };
}

test('people of a file arrive in an application behind an agent, with managers, memberships and one log record each', async () => {
  await using folder = await temporaryFolder();
  const people = threeHundred();
  await writeFile(join(folder.path, 'people.json'), JSON.stringify(people));
  const [data, state] = [join(folder.path, 'data'), join(folder.path, 'agent')];

  // Before the first start of the service, from the folder of the project.
  const imported = worked(
    await typed(['npx', 'drawbridge', 'import', join(folder.path, 'people.json'), '--data', data]),
  );
  expect(imported).toContain(
    'People: 300 created, 0 updated, 0 unchanged. Groups: 42 created, 0 updated, 0 unchanged.',
  );
  expect(imported).toContain(`${people.users.filter((user) => user.manager !== undefined).length} managers`);
  const credentials = JSON.parse(
    worked(
      await typed([
        'npx',
        'drawbridge',
        'client',
        'create',
        '--data',
        data,
        '--name',
        'X',
        '--role',
        'Global Administrator',
      ]),
    ),
  ) as ClientCredentials;
  expect(Object.keys(credentials)).toEqual(['tenantId', 'clientId', 'clientSecret']);

  // While it runs, from another folder, with relative paths.
  const elsewhere = { cwd: folder.path };
  const [drawbridge, agent, scimApp] = [
    installed('drawbridge'),
    installed('drawbridge-agent'),
    installed('drawbridge-scim-app'),
  ];
  await using service = await typedToStay(
    [drawbridge, 'serve', '--data', 'data', '--port', '0', '--tls-port', '0'],
    elsewhere,
  );
  expect(service.ready).toMatchObject({ tenantId: credentials.tenantId, caFile: join(data, 'ca.pem') });
  const token = worked(await typed([drawbridge, 'enrolment-token', 'create', '--data', 'data'], elsewhere));
  worked(
    await typed(
      [agent, 'enrol', '--service', service.ready['tlsUrl']!, '--token', token, '--state', 'agent'],
      elsewhere,
    ),
  );
  await using running = await typedToStay(['npx', 'drawbridge-agent', 'run', '--state', state]);
  const scimPort = await freePort();
  await using target = await typedToStay([
    'npx',
    'drawbridge-scim-app',
    '--port',
    `${scimPort}`,
    '--token',
    'a-secret-token',
    '--data',
    join(folder.path, 'target'),
  ]);
  expect(target.ready['url']).toBe(`http://127.0.0.1:${scimPort}`);
  expect(scimApp).toContain('drawbridge-scim-app');

  const graph = new GraphClient(service.ready['url']!, credentials);
  const settings = { tenantUrl: `${target.ready['url']}/scim`, secretToken: 'a-secret-token' };
  const application = await Application.add(graph, settings);
  await application.assignAgents([running.ready['agentId']!]);
  await application.testConnection();
  await application.assignAllGroups();
  await application.start();
  const status = await application.untilSteady();
  expect(status.code).toBe('Active');

  const scim = new ScimReader(settings.tenantUrl, settings.secretToken);
  expect(await differences(people, scim)).toEqual([]);
  await everyoneIsLoggedOnce(graph, application);

  // Again, through the running service: nothing changes, in the directory or in the application.
  const again = worked(await typed([drawbridge, 'import', 'people.json', '--data', 'data'], elsewhere));
  expect(again).toContain('People: 0 created, 0 updated, 300 unchanged. Groups: 0 created, 0 updated, 42 unchanged.');
  expect(again).toContain('0 new memberships');
  const { requests: _requests, ...written } = await application.runAgain();
  expect(written).toEqual({ created: 0, updated: 0, disabled: 0, deleted: 0, skipped: 0, failed: 0, references: 0 });
  await scim.close();
  await graph.close();
});

async function everyoneIsLoggedOnce(graph: GraphClient, application: Application): Promise<void> {
  const created = new Map<string, number>();
  for (const record of await application.log()) {
    expect(record.provisioningStatusInfo.status).toBe('success');
    if (record.provisioningAction !== 'create') continue;
    created.set(record.sourceIdentity.id, (created.get(record.sourceIdentity.id) ?? 0) + 1);
    const steps = record.provisioningSteps.map((step) => step.provisioningStepType);
    expect(steps).toEqual(['import', 'scoping', 'matching', 'export']);
  }
  const wanted = new Map<string, number>();
  for (const kind of ['users', 'groups']) {
    for await (const { id } of graph.list<{ id: string }>(`/v1.0/${kind}?$select=id&$top=999`)) wanted.set(id, 1);
  }
  expect(created).toEqual(wanted);
}

test('a CSV file is imported row by row, and bad rows are named by their line and left out', async () => {
  await using folder = await temporaryFolder();
  const rows = [
    'userPrincipalName,mailNickname,displayName,accountEnabled,jobTitle,businessPhones,manager',
    'zoe@corp.example,zoe,Zoë Lefèvre,true,Chief executive,+33 1;+33 2,',
    'bjorn@corp.example,bjorn,"Ødegård, Bjørn",yes,Engineer,,zoe@corp.example',
    'not a name,broken,Broken Name,true,Clerk,,',
    'too,few',
    'wei@corp.example,wei,王伟,perhaps,Clerk,,',
    'ana@corp.example,ana,Ana,true,Clerk,,nobody@corp.example',
    '"an open quote,x,x,true,x,,',
  ];
  await writeFile(join(folder.path, 'people.csv'), rows.join('\r\n'));

  const { code, stdout, stderr } = await typed([
    'npx',
    'drawbridge',
    'import',
    join(folder.path, 'people.csv'),
    '--data',
    join(folder.path, 'data'),
  ]);

  expect(code).toBe(2);
  expect(stdout).toContain('People: 3 created');
  expect(stdout).toContain('1 managers');
  expect(stderr).toMatch(/line 4: .*userPrincipalName.*name@domain/);
  expect(stderr).toMatch(/line 5: .*2 columns.*7/);
  expect(stderr).toMatch(/line 6: .*accountEnabled/);
  expect(stderr).toMatch(/line 7: .*nobody@corp\.example/);
  expect(stderr).toMatch(/line 8: /);
});
