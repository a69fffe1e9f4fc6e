/** What goes wrong from outside: each a sentence that names the thing, the fact and the remedy, and nothing is lost. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId, silentLogger } from '@drawbridge/base';
import { migrations } from '@drawbridge/storage';
import { openDatabase, openLocation } from '@drawbridge/storage/database';
import {
  answers,
  makePeople,
  startScriptedTarget,
  type RecordedRequest,
  type ScriptedAnswer,
} from '@drawbridge/testkit';
import { GraphError, runProgram, startProgram, type Program } from '@drawbridge/testkit/processes';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Application } from './support/application.ts';
import { differences } from './support/differences.ts';
import { ScimReader } from './support/scim-reader.ts';
import { enrol, newEnrolmentToken, startEverything, type Everything } from './support/start-everything.ts';
import { waitFor } from './support/wait-for.ts';

let everything: Everything;
beforeAll(async () => {
  everything = await startEverything({ people: 20 });
});
afterAll(() => everything?.[Symbol.asyncDispose]());

const inFolder = (name: string): string => join(everything.folder, name);

/** A command that must be refused: exit code 1, one line on stderr that begins with the code, nothing on stdout. */
async function refusal(program: Program, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, args);
  expect({ code, stdout: stdout.includes('"ready"') }, stderr).toEqual({ code: 1, stdout: false });
  expect(stderr.trim()).not.toContain('\n');
  return stderr.trim();
}

/** What a person reads who tests the connection. */
async function refusedConnection(application: Application): Promise<{ code: string; message: string }> {
  const refused = await application.testConnection().then(
    () => 'accepted',
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(GraphError);
  const { status, body } = refused as GraphError;
  const { error } = body as { error: { message: string; innerError: { code: string } } };
  expect(status).toBe(400);
  return { code: error.innerError.code, message: error.message };
}

const quarantined = (application: Application): Promise<{ code: string; message: string }> =>
  waitFor('quarantine', async () => (await application.status()).quarantine?.error);

/** An empty application of its own behind a target that may answer in its place. */
async function startFlakyTarget() {
  const stack = new AsyncDisposableStack();
  const data = join(everything.folder, newId());
  const app = stack.use(
    await startProgram('scim-app', ['--port', '0', '--data', data, '--token', everything.secretToken]),
  );
  const door = stack.use(await startScriptedTarget());
  const ask = async ({ method, target, headers, body }: RecordedRequest) => {
    const answer = await request(`${app.ready['url']}${target}`, {
      method: method as 'GET',
      headers: { authorization: headers.authorization, 'content-type': headers['content-type'] },
      body: body.length > 0 ? body : null,
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  const honest: ScriptedAnswer = async (response, recorded) => {
    const { status, text } = await ask(recorded);
    await answers.body(status, 'application/scim+json', text)(response, recorded);
  };
  /** Does what it is asked, and breaks off while it says so. */
  const halfSaid: ScriptedAnswer = async (response, recorded) => {
    const { status, text } = await ask(recorded);
    await answers.halfBody(status, text)(response, recorded);
  };
  door.otherwise(honest);
  const scim = new ScimReader(`${app.ready['url']}/scim`, everything.secretToken);
  stack.defer(() => scim.close());
  return {
    door,
    tenantUrl: `${door.url}/scim`,
    scim,
    honest,
    halfSaid,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe('a target', () => {
  test('that refuses the secret token puts the job into quarantine, and takes everybody once the token is right', async () => {
    const application = await everything.addApplication({ secretToken: 'not-the-token' });
    const refused = await refusedConnection(application);
    expect(refused.code).toBe('TARGET_UNAUTHORIZED');
    expect(refused.message).toMatch(
      /GET http:.*\/scim\/Users\?filter=.* answered 401\. The application refuses the Secret Token\. Set a valid one\./,
    );
    expect(refused.message).not.toContain('not-the-token');
    await application.assignAllGroups();
    await application.start();
    expect((await quarantined(application)).code).toBe('TARGET_UNAUTHORIZED');

    await application.setSecrets({ tenantUrl: everything.tenantUrl, secretToken: everything.secretToken });
    await application.start();
    await application.untilSteady();
    expect(await differences(everything.people, everything.scim)).toEqual([]);
  });

  test('that answers with a web page is told from SCIM, with the address and the beginning of the page', async () => {
    await using page = await startScriptedTarget();
    page.otherwise(answers.html(200, '<!doctype html><title>Please sign in</title>'));
    const application = await everything.addApplication({ tenantUrl: `${page.url}/scim` });
    const { code, message } = await refusedConnection(application);
    expect(code).toBe('TARGET_NOT_SCIM');
    expect(message).toContain(`GET ${page.url}/scim/Users?filter=`);
    expect(message).toContain('Check the Tenant URL');
    expect(message).toContain('Please sign in');
    await application.start();
    expect((await quarantined(application)).code).toBe('TARGET_NOT_SCIM');
  });

  test('that breaks off in the middle of an answer is named when the connection is tested', async () => {
    await using page = await startScriptedTarget();
    page.otherwise(answers.halfBody(200, JSON.stringify({ schemas: [], totalResults: 0, Resources: [] })));
    const application = await everything.addApplication({ tenantUrl: `${page.url}/scim` });
    const { code, message } = await refusedConnection(application);
    expect(code).toBe('TARGET_CONNECTION_LOST');
    expect(message).toContain(page.url);
  });

  test('that breaks off in the middle of answers has everybody once in the end', async () => {
    await using flaky = await startFlakyTarget();
    const everySeventh: ScriptedAnswer = (response, recorded) =>
      (flaky.door.requests.length % 7 === 0 ? flaky.halfSaid : flaky.honest)(response, recorded);
    const application = await everything.addApplication({ tenantUrl: flaky.tenantUrl });
    await application.assignAllGroups();
    flaky.door.otherwise(everySeventh);
    await application.start();
    expect(await failures(application)).toEqual([]);
    expect(await differences(everything.people, flaky.scim)).toEqual([]);
  });

  test('that asks to slow down is left alone as long as it says, and then gets everything', async () => {
    await using busy = await startFlakyTarget();
    const arrivals: number[] = [];
    busy.door.otherwise((response, recorded) => {
      arrivals.push(performance.now());
      const isRefused = arrivals.length % 50 === 0;
      return (isRefused ? answers.slowDown('1') : busy.honest)(response, recorded);
    });
    const application = await everything.addApplication({ tenantUrl: busy.tenantUrl });
    await application.assignAllGroups();
    await application.start();
    expect(await failures(application)).toEqual([]);
    expect(await differences(everything.people, busy.scim)).toEqual([]);
    // What was on its way already still comes in; nothing is sent anew before the second is over.
    const silences = arrivals.slice(1).map((at, index) => at - arrivals[index]!);
    expect(silences.filter((ms) => ms > 500).length).toBeGreaterThanOrEqual(2);
  });

  test('that is down keeps what changes waiting, and gets it when it is up', async () => {
    const application = await everything.addApplication();
    await application.assignAllGroups();
    await application.start();
    await application.untilSteady();
    await everything.target.stop();
    const { code, message } = await refusedConnection(application);
    expect(code).toBe('TARGET_UNREACHABLE');
    expect(message).toContain(new URL(everything.tenantUrl).host);

    const name = everything.people.users[3]!.userPrincipalName;
    await everything.graph.call('PATCH', `/v1.0/users/${name}`, { jobTitle: 'Patience' });
    await waitFor('an attempt that failed', async () => (await application.status()).quarantine !== null, {
      timeoutMs: 40_000,
    });
    await everything.target.start();
    await waitFor('the title', async () => (await everything.scim.findUser(name))?.title === 'Patience');
    expect(await failures(application)).toEqual([]);
  });
});

/** Of a job that has come to rest. */
async function failures(application: Application): Promise<string[]> {
  await application.untilSteady();
  const failed = await application.log("provisioningStatusInfo/status eq 'failure'");
  return failed.map((record) => record.provisioningStatusInfo.errorInformation?.reason ?? '');
}

describe('an agent', () => {
  const enrolling = (token: string, state: string, url?: string): Promise<string> =>
    refusal(
      'agent',
      'enrol',
      '--service',
      url ?? everything.service.ready['tlsUrl']!,
      '--token',
      token,
      '--state',
      inFolder(state),
    );

  test('is not enrolled with a text that is no token, or with a token that was changed', async () => {
    expect(await enrolling('hello', 'no-token')).toMatch(/^ENROLMENT_TOKEN_INVALID: .*must be copied whole/);
    const { token } = await newEnrolmentToken(everything.graph);
    const [head, , pin] = token.split('.');
    const other = [head, 'A'.repeat(43), pin].join('.');
    expect(await enrolling(other, 'no-token')).toMatch(/^ENROLMENT_TOKEN_INVALID: .*drawbridge enrolment-token create/);
    expect(await readdir(everything.folder)).not.toContain('no-token');
  });

  test('is not enrolled with a token that was used already', async () => {
    const { token } = await newEnrolmentToken(everything.graph);
    const args = ['enrol', '--service', everything.service.ready['tlsUrl']!, '--token', token, '--state'];
    expect((await runProgram('agent', [...args, inFolder('first')])).code).toBe(0);
    expect(await enrolling(token, 'second')).toMatch(
      /^ENROLMENT_TOKEN_USED: .*used already.*drawbridge enrolment-token create/,
    );
    expect(await readdir(everything.folder)).not.toContain('second');
  });

  test('sends nothing to a service that is not the one of its token', async () => {
    const { token } = await newEnrolmentToken(everything.graph);
    await using other = await startProgram('service', [
      'serve',
      '--data',
      inFolder('other'),
      '--port',
      '0',
      '--tls-port',
      '0',
    ]);
    const refused = await enrolling(token, 'pinned', other.ready['tlsUrl']);
    expect(refused).toMatch(/^AGENT_PIN_MISMATCH: .*nothing was sent.*check the address/);
    expect(refused).toContain(other.ready['tlsUrl']);
    // The token is unused: at the right address it works.
    const args = [
      'enrol',
      '--service',
      everything.service.ready['tlsUrl']!,
      '--token',
      token,
      '--state',
      inFolder('pinned'),
    ];
    expect((await runProgram('agent', args)).code).toBe(0);
  });

  test('that is revoked is cut off within two seconds, ends with a sentence, and does not come back', async () => {
    const state = inFolder('revoked');
    await enrol(everything.graph, { serviceUrl: everything.service.ready['tlsUrl']!, state });
    await using agent = await startProgram('agent', ['run', '--state', state]);
    await everything.graph.call(
      'DELETE',
      `/beta/onPremisesPublishingProfiles/provisioning/agents/${agent.ready['agentId']}`,
    );
    const revokedAt = performance.now();
    expect(await agent.exited).toBe(1);
    expect(performance.now() - revokedAt).toBeLessThan(2_000);
    expect(agent.output()).toMatch(/AGENT_REVOKED: .*[Ee]nrol it again/);
    expect(await refusal('agent', 'run', '--state', state).catch((error: Error) => error.message)).toMatch(
      /AGENT_REVOKED/,
    );
  });

  test('that was never enrolled says how it is done', async () => {
    expect(await refusal('agent', 'run', '--state', inFolder('nobody'))).toMatch(
      /^AGENT_NOT_ENROLLED: .*drawbridge-agent enrol/,
    );
  });
});

describe('a data directory', () => {
  const serving = (data: string, port = '0'): Promise<string> =>
    refusal('service', 'serve', '--data', data, '--port', port, '--tls-port', '0');

  test('that another process holds is left alone, and that process goes on', async () => {
    const data = inFolder('service');
    const refused = await serving(data);
    expect(refused).toMatch(
      /^DATA_DIRECTORY_LOCKED: .* is in use by process \d+ as service\. Stop that process, or choose another directory\./,
    );
    expect(refused).toContain(data);
    expect(await everything.graph.call('GET', '/v1.0/organization')).toBeDefined();
  });

  test('that a newer version has written is left as it is', async () => {
    const data = inFolder('newer');
    const newer = { ...migrations, '9999-of-tomorrow': { up: async () => undefined } };
    await mkdir(data);
    const location = openLocation(data, undefined);
    await (await openDatabase({ location, migrations: newer, logger: silentLogger })).close();
    expect(await serving(data)).toMatch(
      /^DATABASE_NEWER: .*newer version.*9999-of-tomorrow.*Run the newer version, or restore a backup/,
    );
    // The newer version still opens it.
    await (await openDatabase({ location, migrations: newer, logger: silentLogger })).close();
  });

  test('that is a file is no data directory', async () => {
    await writeFile(inFolder('a-file'), '');
    expect(await serving(inFolder('a-file'))).toMatch(/^DATA_DIRECTORY_UNUSABLE: .*it is not a directory/);
  });

  test('is free again when the port was taken', async () => {
    const taken = new URL(everything.service.ready['url']!).port;
    expect(await serving(inFolder('port'), taken)).toMatch(
      new RegExp(
        `^PORT_TAKEN: Port ${taken} on 127\\.0\\.0\\.1 is in use by another process\\. Choose another one, or 0`,
      ),
    );
    await using service = await startProgram('service', [
      'serve',
      '--data',
      inFolder('port'),
      '--port',
      '0',
      '--tls-port',
      '0',
    ]);
    expect(service.ready['url']).toBeDefined();
  });
});

describe('a command', () => {
  const importing = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(inFolder(name), content);
    return refusal('service', 'import', inFolder(name), '--data', inFolder('service'));
  };

  test('imports no file that cannot be read as a whole, and says where it is wrong', async () => {
    expect(await importing('broken.json', '{"users":[{"userPrincipalName":"a@b.c"},')).toMatch(
      /^FILE_INVALID: .*broken\.json cannot be imported: .*JSON/,
    );
    expect(await importing('list.json', '[]')).toMatch(/^FILE_INVALID: .*"users" and "groups"/);
    expect(await importing('header.csv', 'userPrincipalName,shoeSize\na@b.c,44\n')).toMatch(
      /^FILE_INVALID: .*line 1: .*'shoeSize'/,
    );
    expect(
      await importing('latin.csv', Buffer.from('userPrincipalName,displayName\na@b.c,Bj\xf8rn\n', 'latin1')),
    ).toMatch(/^FILE_INVALID: .*not UTF-8/);
    expect(await importing('people.xlsx', 'PK')).toMatch(/^FILE_INVALID: .*\.csv or \.json/);
    expect(await refusal('service', 'import', inFolder('nowhere.csv'), '--data', inFolder('service'))).toMatch(
      /^FILE_INVALID: .*there is no such file/,
    );
    const count = await everything.graph.call('GET', '/v1.0/users/$count');
    expect(Number(count), 'people in the directory').toBe(makePeople(20).users.length);
  });

  test.for<[Program, ...string[]]>([
    ['service', 'serve', '--data', 'x', '--colour', 'blue'],
    ['agent', 'run', '--state', 'x', '--colour', 'blue'],
    ['scim-app', '--port', '0', '--data', 'x', '--colour', 'blue'],
  ])('of the %s names a flag that it does not know', async ([program, ...args]) => {
    expect(await refusal(program, ...args)).toContain("unknown option '--colour'");
  });

  test('names the setting that is wrong', async () => {
    expect(await refusal('service', 'serve', '--data', inFolder('x'), '--port', '99999')).toMatch(
      /^CONFIG_INVALID: .*port/,
    );
    expect(
      await refusal('service', 'client', 'create', '--data', inFolder('x'), '--name', 'X', '--role', 'King'),
    ).toMatch(/^CONFIG_INVALID: There is no role 'King'\. Choose one of: /);
  });
});
