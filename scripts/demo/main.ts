/**
 * `npm start`: the whole product on one machine. Starts the service, a SCIM application that listens on loopback only, and
 * an agent that dials out to the service; provisions people from the one into the other, shows what happened, proves it,
 * and stays up. Run again, it goes on from its data directory.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GraphClient, workspaceRoot } from '@drawbridge/testkit/processes';
import { makeAdministrator } from './administrator.ts';
import { connectAgent, startEverything } from './installation.ts';
import { fillDirectory } from './directory.ts';
import { addApplication, assignGroups, provisionOne, startJob } from './application.ts';
import { changeAndWatch, firstCycle, nothingToDo } from './watch.ts';
import { proveIt } from './proof.ts';
import { readState, writeState } from './state.ts';
import { heading, say } from './terminal.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000' },
    fresh: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
  },
});
const people = Number(values.people);
if (!Number.isInteger(people) || people < 50 || people > 1_000_000) {
  console.error(`--people ${values.people}: give a whole number from 50 to 1,000,000.`);
  process.exit(1);
}

const folder = join(workspaceRoot, '.drawbridge', 'demo');
if (values.fresh) await rm(folder, { recursive: true, force: true });

const stop = new Promise<void>((resolve) => {
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
});
let stopping = false;
void stop.then(() => (stopping = true));

const state = await readState(folder);
const everything = await startEverything(folder, state);
try {
  const graph = new GraphClient(everything.service.ready['url']!, everything.credentials);
  await Promise.race([stop, walk(graph)]);
  if (!stopping && !values.once) {
    await makeAdministrator(graph, state);
    await writeState(folder, state);
    printWhereToLook();
    await stop;
  }
  await graph.close();
} catch (error) {
  if (!stopping) {
    console.error(error instanceof Error ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
} finally {
  say(stopping ? '\nStopping …' : 'Stopping …');
  await everything.stop();
  say(
    'Stopped. Everything is kept in .drawbridge/demo; run npm start again to go on, or npm start -- --fresh to begin anew.',
  );
}

async function walk(graph: GraphClient): Promise<void> {
  if (state.jobId !== undefined && state.finished) {
    heading('Going on from the data directory');
    await nothingToDo(graph, state);
    return;
  }
  heading('The directory');
  const imported = await fillDirectory(graph, people);
  heading('The application');
  await addApplication(graph, everything, state);
  await connectAgent(graph, everything, state);
  await assignGroups(graph, state);
  await writeState(folder, state);
  heading('One person, on demand');
  await provisionOne(graph, state);
  heading('The first cycle');
  await startJob(graph, state);
  await firstCycle(graph, state, people);
  await writeState(folder, { ...state, finished: true });
  heading('The proof, read from the application itself');
  await proveIt(everything.scim, imported);
  heading('From the directory to the application');
  await changeAndWatch(graph, everything.scim, imported);
}

function printWhereToLook(): void {
  const { url, tlsUrl, caFile } = everything.service.ready as Record<'url' | 'tlsUrl' | 'caFile', string>;
  const { tenantId, clientId, clientSecret } = everything.credentials;
  const { userPrincipalName, password } = state.administrator!;
  heading('Look around');
  say(`The admin centre  ${url}/portal/`);
  say(`                  user     ${userPrincipalName}`);
  say(`                  password ${password}`);
  say('');
  say(`The API           ${url}/v1.0   and   ${tlsUrl}/v1.0   (certificate authority: ${caFile})`);
  say(`The application   ${everything.scim.url}/Users   (bearer token: ${everything.scim.token})`);
  say(`API client        tenant ${tenantId}`);
  say(`                  client ${clientId}`);
  say(`                  secret ${clientSecret}`);
  say('');
  say('For example, the newest provisioning log records:');
  say(
    `  TOKEN=$(curl -s ${url}/${tenantId}/oauth2/v2.0/token -d grant_type=client_credentials -d client_id=${clientId} \\`,
  );
  say(
    `    -d client_secret=${clientSecret} -d scope=https://graph.microsoft.com/.default | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
  );
  say(`  curl -s -H "Authorization: Bearer $TOKEN" '${url}/v1.0/auditLogs/provisioning?$top=3'`);
  say('');
  say('Ctrl-C stops everything.');
}
