/** What an administrator watches: the first cycle's progress, and how fast a change arrives. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { People } from '@drawbridge/testkit/people';
import type { GraphClient } from '@drawbridge/testkit/processes';
import type { ScimApp } from './installation.ts';
import { findUser, groupHas, scimGet } from './proof.ts';
import type { DemoState } from './state.ts';
import { done, number, progressBar, say, seconds } from './terminal.ts';

type Tally = {
  created: number;
  updated: number;
  disabled: number;
  deleted: number;
  skipped: number;
  failed: number;
  references: number;
  requests: number;
};
type Status = {
  code: string;
  quarantine: { error: { code: string; message: string } } | null;
  cycle: { kind: string; phase: string; done: number; total: number; tally: Tally } | null;
  lastCycleTally: Tally | null;
  lastInitialCycle: { tally: Tally; execution: { timeBegan: string; timeEnded: string } } | null;
  lastExecution: { activityIdentifier: string; timeBegan: string; timeEnded: string } | null;
  steadyStateFirstAchievedTime: string;
};

const job = (graph: GraphClient, state: DemoState) =>
  graph.call<{ status: Status }>(
    'GET',
    `/v1.0/servicePrincipals/${state.servicePrincipalId}/synchronization/jobs/${state.jobId}`,
  );

export async function firstCycle(graph: GraphClient, state: DemoState, people: number): Promise<void> {
  const bar = progressBar('Provisioning');
  for (;;) {
    const { status } = await job(graph, state);
    if (status.cycle)
      bar.show(
        status.cycle.done,
        status.cycle.total,
        `${status.cycle.phase}, ${number(status.cycle.tally.requests)} requests`,
      );
    if (status.quarantine) {
      bar.end();
      throw new Error(`The job is in quarantine: ${status.quarantine.error.code}: ${status.quarantine.error.message}`);
    }
    if (status.lastInitialCycle) {
      bar.end();
      report(status.lastInitialCycle.tally, status.lastInitialCycle.execution, people);
      return;
    }
    await sleep(150);
  }
}

function report(tally: Tally, execution: { timeBegan: string; timeEnded: string }, people: number): void {
  const ms = Date.parse(execution.timeEnded) - Date.parse(execution.timeBegan);
  done(
    `${number(tally.created)} created, ${number(tally.updated)} updated, ${number(tally.references)} references, ` +
      `${number(tally.skipped)} already right, ${number(tally.failed)} failed`,
  );
  say(
    `  ${number(tally.requests)} requests through the agent in ${seconds(ms)}: ` +
      `${number(Math.round((people * 1000) / ms))} people a second, with their groups and managers`,
  );
}

/** After a restart the job runs once more, and writes nothing. */
export async function nothingToDo(graph: GraphClient, state: DemoState): Promise<void> {
  const before = (await job(graph, state)).status.lastExecution?.activityIdentifier;
  await graph.call(
    'POST',
    `/v1.0/servicePrincipals/${state.servicePrincipalId}/synchronization/jobs/${state.jobId}/start`,
  );
  for (;;) {
    const { status } = await job(graph, state);
    if (status.quarantine)
      throw new Error(`The job is in quarantine: ${status.quarantine.error.code}: ${status.quarantine.error.message}`);
    const tally = status.lastCycleTally;
    if (tally && status.lastExecution?.activityIdentifier !== before) {
      const written = tally.created + tally.updated + tally.disabled + tally.deleted + tally.references;
      done(
        written === 0
          ? `Nothing to do: the application is as it should be (${tally.requests} request to make sure it answers)`
          : `${number(written)} changes were waiting, and are done`,
      );
      return;
    }
    await sleep(50);
  }
}

export async function changeAndWatch(graph: GraphClient, scim: ScimApp, people: People): Promise<void> {
  const [first, second, third] = [people.users[100 % people.users.length]!, people.users[47]!, people.groups[0]!];
  const member = third.members[10]!;
  const title = `Principal engineer ${new Date().toISOString().slice(11, 19)}`;

  await timed('a new job title arrived', async () => {
    await graph.call('PATCH', `/v1.0/users/${first.userPrincipalName}`, { jobTitle: title });
    return async () => (await findUser(scim, first.userPrincipalName))?.['title'] === title;
  });
  await timed('a leaver was disabled', async () => {
    await graph.call('PATCH', `/v1.0/users/${second.userPrincipalName}`, { accountEnabled: false });
    return async () => (await findUser(scim, second.userPrincipalName))?.['active'] === false;
  });
  const groups = await scimGet<{ Resources: { id: string }[] }>(
    scim,
    `/Groups?excludedAttributes=members&filter=${encodeURIComponent(`displayName eq "${third.displayName}"`)}`,
  );
  const user = await graph.call<{ id: string }>('GET', `/v1.0/users/${member}`);
  const scimUser = await findUser(scim, member);
  const filter = encodeURIComponent(`mailNickname eq '${third.mailNickname}'`);
  const [group] = (await graph.call<{ value: { id: string }[] }>('GET', `/v1.0/groups?$filter=${filter}`)).value;
  await timed('a member left a group', async () => {
    await graph.call('DELETE', `/v1.0/groups/${group!.id}/members/${user.id}/$ref`);
    return async () => !(await groupHas(scim, groups.Resources[0]!.id, String(scimUser?.['id'])));
  });
}

/** From the moment the API accepted the change to the moment the application shows it. */
async function timed(what: string, change: () => Promise<() => Promise<boolean>>): Promise<void> {
  const arrived = await change();
  const started = performance.now();
  while (!(await arrived())) {
    if (performance.now() - started > 60_000) throw new Error(`Waited a minute in vain until ${what}.`);
    await sleep(2);
  }
  done(`${what} after ${Math.round(performance.now() - started)} ms`);
}
