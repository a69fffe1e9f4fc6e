/**
 * The simulated world: a directory, one application's target, a database that survives, processes that do not, and time.
 * All of it is played by the scheduler, from one seed.
 */
import { getAtPath, isObject, userResourceType, type ScimObject } from '@drawbridge/scim';
import { bearerAuthorization, ScimClient, TargetGate } from '@drawbridge/scim-client';
import { newId, Secret, silentLogger } from '@drawbridge/base';
import {
  defaultSchema,
  provisionOnDemand,
  Worker,
  type EngineOptions,
  type Job,
  type Lease,
  type Link,
  type Source,
  type Target,
} from '@drawbridge/engine';
import type { HttpRequest, HttpResponse } from '@drawbridge/transport';
import { aGroup, aJob, aPerson } from '../builders/provisioning.ts';
import { createMemoryProvisioningStores } from '../fakes/memory-provisioning-stores.ts';
import { MemorySource } from '../fakes/memory-source.ts';
import { MemoryTarget } from '../fakes/memory-target.ts';
import { FaultyRoad, noFaults, type FaultRates } from './faults.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { standingOf, type Rules, type Standing } from './specification.ts';
import type { Act, Story } from './story.ts';
import { VirtualTime } from './virtual-time.ts';

/** Work of one process on the job: from the claim, or the request, until it is given back. */
export type Operation = { readonly process: number; readonly startTurn: number; readonly lease: Lease | undefined };

/** One write as the target carried it out. */
export type Write = {
  readonly turn: number;
  readonly atMs: number;
  readonly method: string;
  readonly kind: 'Users' | 'Groups';
  readonly targetId: string;
  readonly status: number;
  readonly before: ScimObject | undefined;
  readonly after: ScimObject | undefined;
  readonly body: ScimObject | undefined;
  /** What was under way in the process that wrote. */
  readonly operations: readonly Operation[];
};

export const personId = (person: number): string => `00000000-0000-4000-8000-${String(person).padStart(12, '0')}`;
export const groupId = (group: number): string => `00000000-0000-4000-8001-${String(group).padStart(12, '0')}`;
export const nicknameOf = (person: number): string => `p${person}`;
export const principalNameOf = (person: number, version: number): string =>
  version === 0 ? `p${person}@corp.example` : `p${person}.v${version}@corp.example`;

const start = new Date('2026-11-23T09:00:00.000Z');
/** Far longer than any story: what is due is found by wakes and due times. */
const pollMs = 6 * 3_600_000;

export class World {
  readonly story: Story;
  readonly time = new VirtualTime(start);
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly source = new MemorySource();
  readonly target = new MemoryTarget();
  readonly stores = createMemoryProvisioningStores();
  readonly jobId: string;
  readonly rules: { -readonly [key in keyof Rules]: Rules[key] } = {
    mode: 'assigned',
    department: undefined,
    variant: 0,
  };
  rates: FaultRates = noFaults;
  isAgentOnline = true;
  /** Links were forgotten at least once: accounts of people who left are nobody's since. */
  hasForgottenLinks = false;
  /** Deletions that a person allowed are not counted against the threshold from here on. */
  allowedAtTurn = -1;
  readonly writes: Write[] = [];
  readonly standings = new Map<string, { readonly turn: number; readonly standing: Standing }[]>();
  onWrite: (write: Write) => void = () => undefined;
  readonly processes: SimulatedProcess[] = [];

  constructor(story: Story) {
    this.story = story;
    this.random = new Random(story.seed ^ 0x5eed);
    this.scheduler = new Scheduler(this.random, this.time);
    const servicePrincipalId = newId();
    const job = aJob({ servicePrincipalId, schedule: { state: 'Active', intervalMs: story.intervalMs } });
    this.jobId = job.id;
    this.target.isUnique = story.isUnique;
    this.target.maxPageSize = 1 + (story.seed % 7);
    for (let group = 0; group < story.groups; group++)
      this.source.put(aGroup({ id: groupId(group), displayName: `Group ${group}` }));
    for (let person = 0; person < story.people; person += 2) this.#hire(person);
    for (const person of story.accountsBefore)
      this.target.seed('Users', { userName: principalNameOf(person, 0), active: true, displayName: 'Made by hand' });
    this.target.seed('Users', { userName: 'service-account', active: true, displayName: 'Nobody of the directory' });
    this.#note();
  }

  async begin(): Promise<void> {
    const job = aJob({ id: this.jobId, schedule: { state: 'Active', intervalMs: this.story.intervalMs } });
    await this.stores.jobs.create(job);
    await this.stores.jobs.setSchedule(job.id, job.schedule, this.#now());
    for (let index = 0; index < this.story.processes; index++) this.startProcess(index);
  }

  #now(): Date {
    return new Date(this.time.nowMs);
  }

  startProcess(index: number): void {
    this.processes[index] = new SimulatedProcess(this, index);
  }

  /** A process ends at this very moment, and another takes its place a little later. */
  crash(index: number): void {
    const process = this.processes[index];
    if (!process?.isAlive) return;
    process.isAlive = false;
    this.scheduler.abandon(process);
    this.time.after(1_000 + this.random.below(60_000), () => this.startProcess(index));
  }

  /** Looks at chance before every turn. */
  maybeCrash(): void {
    if (this.random.onceIn(this.rates.crash)) this.crash(this.random.below(this.processes.length));
  }

  async do(act: Act): Promise<void> {
    await this.#perform(act);
    this.#note();
  }

  async #perform(act: Act): Promise<void> {
    const { jobs } = this.stores;
    const change = (person: number, parts: Parameters<MemorySource['change']>[1]): void => {
      const id = personId(person);
      if (!this.source.objects.has(id)) return;
      this.source.change(id, parts);
      this.#wake();
    };
    switch (act.kind) {
      case 'hire':
        if (!this.source.objects.has(personId(act.person))) this.#hire(act.person);
        return this.#wake();
      case 'title':
        return change(act.person, { attributes: { jobTitle: act.title } });
      case 'move':
        return change(act.person, { attributes: { department: act.department } });
      case 'rename': {
        const principalName = principalNameOf(act.person, act.version);
        return change(act.person, { principalName, attributes: { userPrincipalName: principalName } });
      }
      case 'assign':
        return change(act.person, { assigned: act.isAssigned });
      case 'state':
        return change(act.person, { state: act.state });
      case 'purge':
        if (this.source.objects.has(personId(act.person))) this.source.purge(personId(act.person));
        return this.#wake();
      case 'manager':
        return this.#setManager(act.person, act.manager);
      case 'member':
        return this.#setMember(act);
      case 'assignGroup':
        this.source.change(groupId(act.group), { assigned: act.isAssigned });
        return this.#wake();
      case 'trimFeed':
        return this.source.trim();
      case 'mode':
        this.rules.mode = act.mode;
        return this.#reevaluate();
      case 'mapping':
        this.rules.variant = act.variant;
        return this.#reevaluate();
      case 'filter':
        this.rules.department = act.department;
        return this.#reevaluate();
      case 'pause': {
        const job = await this.job();
        return jobs.setSchedule(this.jobId, { ...job.schedule, state: 'Paused' }, undefined);
      }
      case 'start':
        return this.startJob();
      case 'restart':
        if (act.clear.links) this.hasForgottenLinks = true;
        if (act.clear.forceDeletes) this.allowedAtTurn = this.scheduler.turns;
        await jobs.restart(this.jobId, act.clear, this.#now());
        return this.#wake();
      case 'onDemand':
        // Nobody waits for the answer: the world goes on.
        void this.processes[act.person % this.processes.length]?.provisionOnDemand(personId(act.person));
        return;
      case 'faults':
        this.rates = act.rates;
        return;
      case 'agent':
        this.isAgentOnline = act.isOnline;
        if (act.isOnline) await jobs.wake(this.#now(), [this.jobId]);
        return this.#wake();
      case 'crash':
        return this.crash(act.process);
      case 'stall':
        return this.processes[act.process]?.stall(act.ms);
    }
  }

  async job(): Promise<Job> {
    const job = await this.stores.jobs.get(this.jobId);
    if (!job) throw new Error('The job is gone.');
    return job;
  }

  async startJob(): Promise<void> {
    const { schedule } = await this.job();
    await this.stores.jobs.setSchedule(this.jobId, { ...schedule, state: 'Active' }, this.#now());
    this.#wake();
  }

  /** As the service does when the mapping or the scope changed: a new schema, and the job is due. */
  async #reevaluate(): Promise<void> {
    await this.stores.jobs.setSchema(this.jobId, schemaOf(this.jobId, this.rules));
    await this.stores.jobs.wake(this.#now(), [this.jobId]);
    this.#wake();
  }

  #hire(person: number): void {
    const principalName = principalNameOf(person, 0);
    this.source.put(aPerson({ id: personId(person), principalName, attributes: { department: 'Sales' } }));
  }

  #setManager(person: number, manager: number | undefined): void {
    const object = this.source.objects.get(personId(person));
    if (!object) return;
    const { managerId: _managerId, ...rest } = object;
    const hasManager = manager !== undefined && manager !== person && this.source.objects.has(personId(manager));
    this.source.put(hasManager ? { ...rest, managerId: personId(manager) } : rest);
    this.#wake();
  }

  #setMember({ group, person, isMember }: Extract<Act, { kind: 'member' }>): void {
    if (!this.source.objects.has(personId(person))) return;
    if (isMember) this.source.addMember(groupId(group), personId(person));
    else this.source.removeMember(groupId(group), personId(person));
    this.#wake();
  }

  /** The directory tells the jobs that something changed, and every process hears of it. */
  #wake(): void {
    void this.stores.jobs.wake(this.#now());
    for (const process of this.processes) if (process.isAlive) process.wake();
  }

  /** Keeps book of who stood how, and since when. */
  #note(): void {
    for (let person = 0; person < this.story.people; person++) {
      const id = personId(person);
      const standing = standingOf(this.source.objects.get(id), this.rules);
      const history = this.standings.get(id) ?? [];
      if (history.at(-1)?.standing !== standing) history.push({ turn: this.scheduler.turns, standing });
      this.standings.set(id, history);
    }
  }

  /** How a person stood at any time since that turn. */
  standingsSince(id: string, turn: number): ReadonlySet<Standing> {
    const history = this.standings.get(id) ?? [];
    const last = history.findLastIndex((one) => one.turn <= turn);
    return new Set(history.slice(Math.max(0, last)).map(({ standing }) => standing));
  }

  /** The target, with every write noted. */
  async carryOut(request: HttpRequest, process: SimulatedProcess): Promise<HttpResponse> {
    const [, kind, id] = /\/scim\/(Users|Groups)(?:\/([^?]*))?/.exec(request.url) ?? [];
    const isWrite = request.method !== 'GET' && (kind === 'Users' || kind === 'Groups');
    if (!isWrite) return this.target.send(request);
    const find = (targetId: string | undefined): ScimObject | undefined =>
      (kind === 'Users' ? this.target.users : this.target.groups).find((one) => one['id'] === targetId);
    const before = find(id);
    const answer = await this.target.send(request);
    const made =
      request.method === 'POST' && answer.status === 201
        ? (kind === 'Users' ? this.target.users : this.target.groups).at(-1)
        : undefined;
    const targetId = id ?? String(made?.['id'] ?? '');
    const write: Write = {
      turn: this.scheduler.turns,
      atMs: this.time.nowMs,
      method: request.method,
      kind,
      targetId,
      status: answer.status,
      before,
      after: find(targetId),
      body: this.target.requests.at(-1)?.body,
      operations: [...process.operations],
    };
    this.writes.push(write);
    this.onWrite(write);
    return answer;
  }

  async linkOf(sourceId: string): Promise<Link | undefined> {
    return (await this.stores.links.linksOf(this.jobId, [sourceId])).get(sourceId);
  }

  /** The account or group of somebody who is managed now. */
  async managedTargetOf(sourceId: string | undefined): Promise<string | undefined> {
    const link = sourceId === undefined ? undefined : await this.linkOf(sourceId);
    return link?.state === 'managed' ? link.targetId : undefined;
  }

  /** Whose account this is: by the nickname that the mapping writes, or by a name that only this person ever had. */
  personOf(account: ScimObject | undefined): number | undefined {
    if (!account) return undefined;
    const [, byName] = /^p(\d+)(?:\.v\d)?@/.exec(String(account['userName'])) ?? [];
    const [, byNickname] = /^p(\d+)$/.exec(String(account['externalId'] ?? '')) ?? [];
    const found = byNickname ?? byName;
    return found === undefined ? undefined : Number(found);
  }

  /** Those that carry the person's nickname: made or taken over by the engine. One made by hand has none before. */
  accountsOf(person: number): readonly ScimObject[] {
    return this.target.users.filter((account) => account['externalId'] === nicknameOf(person));
  }
}

/** One service process: a worker with its ports, each of whose calls waits for its turn before and after. */
export class SimulatedProcess {
  isAlive = true;
  readonly operations = new Set<Operation>();
  readonly #world: World;
  readonly #index: number;
  readonly #engine: EngineOptions;
  readonly #worker: Worker;
  #stalledUntilMs = 0;

  constructor(world: World, index: number) {
    this.#world = world;
    this.#index = index;
    const clock = world.time.clockOf(this);
    const client = new ScimClient({
      baseUrl: world.target.baseUrl,
      authorization: bearerAuthorization(new Secret('t')),
      transport: new FaultyRoad({
        random: world.random,
        rates: () => world.rates,
        isOnline: () => world.isAgentOnline,
        turn: () => this.turn(),
        sleep: (ms, signal) => clock.sleep(ms, signal),
        carryOut: (request) => world.carryOut(request, this),
      }),
      dialect: 'rfc',
      gate: new TargetGate({ clock }),
      clock,
    });
    const jobs = this.#port(world.stores.jobs);
    this.#engine = {
      jobs: {
        ...bound(jobs),
        claim: async (owner, now, leaseMs) => {
          const claim = await jobs.claim(owner, now, leaseMs);
          if (claim) this.#begin(claim.lease);
          return claim;
        },
        release: async (lease, status, dueAt) => {
          await jobs.release(lease, status, dueAt);
          this.#end(lease);
        },
      },
      links: this.#port(world.stores.links),
      cycles: this.#port(world.stores.cycles),
      sourceFor: () => this.#port<Source>(world.source),
      openTarget: async (): Promise<Target> => ({
        client,
        mode: world.rules.mode,
        skipOutOfScopeDeletions: false,
        deletionThreshold: world.story.deletionThreshold,
        targetName: 'customappsso',
        servicePrincipal: { id: 'sp', appId: 'app', displayName: 'Payroll' },
      }),
      clock,
      logger: silentLogger,
      pageSize: world.story.pageSize,
      recordsInFlight: world.story.recordsInFlight,
      pollMs,
    };
    this.#worker = new Worker(this.#engine);
    this.#worker.start();
  }

  wake(): void {
    this.#worker.wake();
  }

  /** The process stands still, as in a long garbage collection or on a paused machine; its leases run out meanwhile. */
  stall(ms: number): void {
    this.#stalledUntilMs = this.#world.time.nowMs + ms;
  }

  /** The story is over. */
  end(): void {
    this.isAlive = false;
    this.#world.scheduler.abandon(this);
  }

  async turn(): Promise<void> {
    const leftMs = this.#stalledUntilMs - this.#world.time.nowMs;
    if (leftMs > 0) await this.#engine.clock.sleep(leftMs);
    await this.#world.scheduler.turn(this);
  }

  async provisionOnDemand(objectId: string): Promise<void> {
    const operation = this.#begin(undefined);
    try {
      const job = await this.#world.job();
      await provisionOnDemand({ job, subjects: [{ objectId, objectTypeName: 'User' }], engine: this.#engine });
    } catch {
      // Whoever asked is told; the world goes on.
    } finally {
      this.operations.delete(operation);
    }
  }

  #begin(lease: Lease | undefined): Operation {
    const operation = { process: this.#index, startTurn: this.#world.scheduler.turns, lease };
    this.operations.add(operation);
    return operation;
  }

  #end(lease: Lease): void {
    for (const operation of this.operations)
      if (operation.lease?.fence === lease.fence) this.operations.delete(operation);
  }

  /** A port whose every call waits for its turn before its effect and before its answer: any of them may be the last. */
  #port<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (inner, name) => {
        const member: unknown = Reflect.get(inner, name);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]): Promise<unknown> => {
          await this.turn();
          const result: unknown = await Reflect.apply(member, inner, given);
          await this.turn();
          return result;
        };
      },
    });
  }
}

/** The methods of a port as properties, so that some can be replaced by spreading. */
const bound = (jobs: EngineOptions['jobs']): EngineOptions['jobs'] => ({
  get: (...given) => jobs.get(...given),
  listByServicePrincipal: (...given) => jobs.listByServicePrincipal(...given),
  create: (...given) => jobs.create(...given),
  remove: (...given) => jobs.remove(...given),
  setSchedule: (...given) => jobs.setSchedule(...given),
  setSchema: (...given) => jobs.setSchema(...given),
  setSettings: (...given) => jobs.setSettings(...given),
  restart: (...given) => jobs.restart(...given),
  wake: (...given) => jobs.wake(...given),
  nextDue: (...given) => jobs.nextDue(...given),
  claim: (...given) => jobs.claim(...given),
  renew: (...given) => jobs.renew(...given),
  release: (...given) => jobs.release(...given),
  saveStatus: (...given) => jobs.saveStatus(...given),
  saveCursor: (...given) => jobs.saveCursor(...given),
});

function schemaOf(jobId: string, { department, variant }: Rules): Job['schema'] {
  const schema = structuredClone(defaultSchema({ jobId }));
  const users = schema.synchronizationRules[0]?.objectMappings.find((one) => one.sourceObjectName === 'User');
  if (!users) throw new Error('The default schema maps no users.');
  if (department !== undefined) {
    users.scope = {
      groups: [
        {
          name: 'Department',
          clauses: [
            { sourceOperandName: 'department', operatorName: 'EQUALS', targetOperand: { values: [department] } },
          ],
        },
      ],
    };
  }
  const title = users.attributeMappings.find((one) => one.targetAttributeName === 'title');
  if (title && variant === 1) {
    title.source = { type: 'Function', name: 'Append', expression: 'Append([jobTitle], "!")', parameters: [] };
  }
  return schema;
}

/** Who the manager of an account is, as the target has it. */
export function managerOf(account: ScimObject): string | undefined {
  const path = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value';
  const value: unknown = getAtPath(account, path, userResourceType);
  return typeof value === 'string' ? value : undefined;
}

export const membersOf = (group: ScimObject): readonly string[] => {
  const members = group['members'];
  return (Array.isArray(members) ? members : []).map((one) => String(isObject(one) ? one['value'] : one));
};
