/** What people do in the simulated world: the directory's administrators, the job's, the target's, and misfortune. */
import { asksForReevaluation } from '@drawbridge/contract';
import type { MemorySource } from '../fakes/memory-source.ts';
import { schemaOf } from './mapping.ts';
import { groupId, groupNameOf, personId, principalNameOf } from './names.ts';
import type { Settings } from './specification.ts';
import type { Act, Clear } from './story.ts';
import type { World } from './world.ts';

export async function perform(world: World, act: Act): Promise<void> {
  // An act is a moment of its own: what was under way before it is told from what begins after it.
  world.scheduler.turns++;
  await performed(world, act);
  world.note();
}

async function performed(world: World, act: Act): Promise<void> {
  switch (act.kind) {
    case 'hire':
      if (!world.source.objects.has(personId(act.person))) world.hire(act.person);
      return world.wakeAll();
    case 'title':
      return change(world, act.person, { attributes: { jobTitle: act.title } });
    case 'move':
      return change(world, act.person, { attributes: { department: act.department } });
    case 'rename': {
      const principalName = principalNameOf(act.person, act.version);
      world.renamed.add(personId(act.person));
      return change(world, act.person, { principalName, attributes: { userPrincipalName: principalName } });
    }
    case 'assign':
      return change(world, act.person, { assigned: act.isAssigned });
    case 'state':
      return change(world, act.person, { state: act.state });
    case 'purge':
      if (world.source.objects.has(personId(act.person))) world.source.purge(personId(act.person));
      return world.wakeAll();
    case 'manager':
      return setManager(world, act.person, act.manager);
    case 'member':
      return setMember(world, groupId(act.group), personId(act.person), act.isMember);
    case 'nest':
      return act.inner === act.group
        ? undefined
        : setMember(world, groupId(act.group), groupId(act.inner), act.isMember);
    case 'assignGroup':
      world.source.change(groupId(act.group), { assigned: act.isAssigned });
      return world.wakeAll();
    case 'trimFeed':
      return world.source.trim();
    default:
      return administered(world, act);
  }
}

async function administered(world: World, act: Act): Promise<void> {
  const { jobs } = world.stores;
  switch (act.kind) {
    case 'mode':
      world.rules.mode = act.mode;
      return reevaluate(world);
    case 'mapping':
      world.rules.variant = act.variant;
      return reevaluate(world);
    case 'filter':
      world.rules.department = act.department;
      return reevaluate(world);
    case 'settings':
      return setSettings(world, act.settings);
    case 'pause': {
      const job = await world.job();
      return jobs.setSchedule(world.jobId, { ...job.schedule, state: 'Paused' }, undefined);
    }
    case 'start':
      return startJob(world);
    case 'restart':
      return restart(world, act.clear);
    case 'onDemand':
      // Nobody waits for the answer: the world goes on.
      void world.processes[act.person % world.processes.length]?.provisionOnDemand(act.person);
      return;
    case 'decide':
      return decide(world, act);
    case 'retry':
      return retry(world, act);
    case 'lose':
      return lose(world, 'Users', world.accountsOf(act.person)[0]?.['id']);
    case 'loseGroup':
      return lose(world, 'Groups', world.target.group(groupNameOf(act.group))?.['id']);
    case 'faults':
      world.rates = act.rates;
      return;
    case 'offline':
      return goOffline(world, act.ms);
    case 'crash':
      return world.crash(act.process);
    case 'crashAtCommit':
      world.diesAtCommit = true;
      return;
    case 'ambush':
      return ambush(world, act);
    case 'refuseMember':
      world.refusedUntilMs.set(act.person, world.time.nowMs + act.ms);
      return setMember(world, groupId(act.group), personId(act.person), true);
    case 'stall':
      world.faults++;
      return world.processes[act.process]?.stall(act.ms);
  }
}

function change(world: World, person: number, parts: Parameters<MemorySource['change']>[1]): void {
  const id = personId(person);
  if (!world.source.objects.has(id)) return;
  world.source.change(id, parts);
  world.wakeAll();
}

function setManager(world: World, person: number, manager: number | undefined): void {
  const object = world.source.objects.get(personId(person));
  if (!object) return;
  const { managerId: _managerId, ...rest } = object;
  const hasManager = manager !== undefined && manager !== person && world.source.objects.has(personId(manager));
  world.source.put(hasManager ? { ...rest, managerId: personId(manager) } : rest);
  world.wakeAll();
}

function setMember(world: World, group: string, member: string, isMember: boolean): void {
  if (!world.source.objects.has(member)) return;
  if (isMember) world.source.addMember(group, member);
  else world.source.removeMember(group, member);
  world.wakeAll();
}

export async function startJob(world: World): Promise<void> {
  const { schedule } = await world.job();
  world.pace.spur();
  await world.stores.jobs.setSchedule(world.jobId, { ...schedule, state: 'Active' }, world.now());
  world.wakeAll();
}

/** As the service does when the mapping or the scope changed: a new schema, and the job is due. */
async function reevaluate(world: World): Promise<void> {
  await world.stores.jobs.setSchema(world.jobId, schemaOf(world.jobId, world.rules));
  await world.wakeJob();
}

async function setSettings(world: World, settings: Settings): Promise<void> {
  const before = world.settings;
  world.rules.settings = settings;
  const reevaluates = asksForReevaluation(before, world.settings);
  await world.stores.jobs.setSettings(world.jobId, world.settings, { reevaluates });
  await world.wakeJob();
}

async function restart(world: World, clear: Clear): Promise<void> {
  if (clear.links) {
    for (const id of world.stores.state.data(world.jobId).links.keys()) world.forgotten.add(id);
    for (const { intents } of world.stores.state.data(world.jobId).intents.values())
      for (const { sourceId } of intents) world.forgotten.add(sourceId);
    world.rejected.clear();
  }
  if (clear.forceDeletes) for (const id of world.stores.state.data(world.jobId).staged.keys()) world.approved.add(id);
  world.pace.spur();
  await world.stores.jobs.restart(world.jobId, clear, world.now());
  world.wakeAll();
}

async function decide(world: World, { state, person }: Extract<Act, { kind: 'decide' }>): Promise<void> {
  const { staged } = world.stores.state.data(world.jobId);
  const named = [...staged.values()].filter((one) =>
    person === undefined ? one.state === 'pending' : one.sourceId === personId(person),
  );
  for (const { sourceId, since, action } of named) {
    world.rejected.delete(sourceId);
    if (state === 'approved') world.approved.add(sourceId);
    else world.rejected.set(sourceId, { turn: world.scheduler.turns, sinceMs: since.getTime(), action });
  }
  if (named.length === 0) return;
  const sourceIds = named.map(({ sourceId }) => sourceId);
  await world.stores.cycles.decideStaged(world.jobId, { state, sourceIds, at: world.now() });
  await world.wakeJob();
}

/** As the service does: the escrow is due, and with `rematches` the link is forgotten. */
async function retry(world: World, { person, rematches }: Extract<Act, { kind: 'retry' }>): Promise<void> {
  const id = personId(person);
  const escrow = world.stores.state.data(world.jobId).escrows.get(id);
  if (!escrow) return;
  if (rematches) world.forgotten.add(id);
  await world.stores.cycles.commitPage(world.jobId, undefined, {
    links: { put: [], drop: rematches ? [id] : [] },
    references: { written: [], removed: [] },
    escrows: { put: [{ ...escrow, nextAttemptAt: world.now() }], clear: [] },
    log: [],
  });
  await world.wakeJob();
}

/** Who has an account already is not made another, and waits in vain. */
function ambush(world: World, { person, then }: Extract<Act, { kind: 'ambush' }>): void {
  world.ambush = { person, then };
  if (!world.source.objects.has(personId(person))) world.hire(person);
  else world.source.change(personId(person), { assigned: true, state: 'active' });
  world.wakeAll();
}

/** The account of somebody was just made, and nobody knows of it but the process that died. */
export function spring(world: World, { person, then }: NonNullable<World['ambush']>): void {
  world.scheduler.turns++;
  const id = personId(person);
  if (then === 'loseAnswer') return;
  if (then === 'purge') world.source.purge(id);
  else if (then === 'unassign') world.source.change(id, { assigned: false });
  else {
    const principalName = principalNameOf(person, 2);
    world.renamed.add(id);
    world.source.change(id, { principalName, attributes: { userPrincipalName: principalName } });
  }
  world.wakeAll();
  world.note();
}

function lose(world: World, kind: 'Users' | 'Groups', id: unknown): void {
  if (typeof id !== 'string') return;
  world.hasLosses = true;
  world.target.forget(kind, id);
}

function goOffline(world: World, ms: number): void {
  world.faults++;
  world.isAgentOnline = false;
  world.time.after(ms, () => {
    world.isAgentOnline = true;
    void world.wakeJob();
  });
}
