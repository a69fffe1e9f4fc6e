/**
 * The simulated world: a directory, one application's target, a database that survives, processes that do not, and time.
 * All of it is played by the scheduler, from one seed. What people do in it is in perform.ts.
 */
import { newId } from '@drawbridge/base';
import type { Job, Link } from '@drawbridge/engine';
import type { ScimObject } from '@drawbridge/scim';
import type { HttpRequest, HttpResponse } from '@drawbridge/transport';
import { aGroup, aJob, aPerson } from '../builders/provisioning.ts';
import { createMemoryProvisioningStores } from '../fakes/memory-provisioning-stores.ts';
import { MemorySource } from '../fakes/memory-source.ts';
import { MemoryTarget, type SeenWrite } from '../fakes/memory-target.ts';
import { noFaults, type FaultRates } from './faults.ts';
import { History } from './history.ts';
import { schemaOf } from './mapping.ts';
import { groupId, groupNameOf, nicknameOf, personId, personOf, principalNameOf } from './names.ts';
import { spring } from './perform.ts';
import { Pace } from './pace.ts';
import { SimulatedProcess, type Operation } from './process.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { standingOf, type Rules, type Settings } from './specification.ts';
import type { AmbushThen, Story } from './story.ts';
import type { Violation } from './violation.ts';
import { VirtualTime } from './virtual-time.ts';

/** One write as the target carried it out, and the work that sent it. */
export type Write = SeenWrite & {
  readonly turn: number;
  readonly atMs: number;
  readonly operation: Operation;
};

const start = new Date('2026-11-23T09:00:00.000Z');

export class World {
  readonly story: Story;
  readonly time = new VirtualTime(start);
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly source = new MemorySource();
  readonly target = new MemoryTarget();
  readonly stores = createMemoryProvisioningStores();
  readonly jobId: string;
  readonly rules: { -readonly [key in keyof Rules]: Rules[key] };
  readonly history = new History();
  readonly pace: Pace;
  rates: FaultRates = noFaults;
  isAgentOnline = true;
  /** Everything that went wrong so far: on the road, and with processes. */
  faults = 0;
  /** Whose links a person had forgotten: an account of theirs may be nobody's since. */
  readonly forgotten = new Set<string>();
  readonly renamed = new Set<string>();
  /** Held-back deletions that a person allowed at least once; and those rejected last, since when, and what it was. */
  readonly approved = new Set<string>();
  readonly rejected = new Map<string, { readonly turn: number; readonly sinceMs: number; readonly action: string }>();
  /** Whom the target takes as no member, and until when. */
  readonly refusedUntilMs = new Map<number, number>();
  /** What happens when this account is made. */
  ambush: { readonly person: number; readonly then: AmbushThen } | undefined;
  /** The answer to the request that was just carried out is lost. */
  losesAnswer = false;
  /** The change feed tells some changes again. */
  repeats: boolean;
  /** A process dies when its next page is committed. */
  diesAtCommit = false;
  /** Somebody deleted something in the target by hand. */
  hasLosses = false;
  readonly writes: Write[] = [];
  onWrite: (write: Write) => void = () => undefined;
  /** The first promise that was broken. */
  violation: Violation | undefined;
  readonly processes: SimulatedProcess[] = [];

  constructor(story: Story) {
    this.story = story;
    this.random = new Random(story.seed ^ 0x5eed);
    this.scheduler = new Scheduler(this.random, this.time);
    this.pace = new Pace(this);
    this.jobId = aJob({ servicePrincipalId: newId() }).id;
    const { settings, matchesByNickname } = story;
    this.repeats = story.repeats;
    this.rules = { mode: 'assigned', department: undefined, variant: 0, matchesByNickname, settings };
    this.#furnish();
    this.note();
  }

  #furnish(): void {
    const { story, source, target } = this;
    target.isUnique = target.hasUniqueGroups = story.isUnique;
    target.maxPageSize = 1 + (story.seed % 7);
    target.hasVersions = story.hasVersions;
    target.losesDisabled = story.losesDisabled;
    target.refusesMember = (id) => this.#isRefused(id);
    if (story.hasVersions || story.bulkOperations > 0) {
      const bulk = {
        supported: story.bulkOperations > 0,
        maxOperations: story.bulkOperations,
        maxPayloadSize: 100_000,
      };
      target.config = { bulk, etag: { supported: story.hasVersions } };
    }
    for (let group = 0; group < story.groups; group++)
      source.put(aGroup({ id: groupId(group), displayName: groupNameOf(group) }));
    for (let person = 0; person < story.people; person += 2) this.hire(person);
    for (let person = 0; person < story.people; person += 2) {
      source.addMember(groupId((person >> 1) % story.groups), personId(person));
      if (person > 0) source.change(personId(person), { managerId: personId((person >> 2) << 1) });
    }
    for (const person of story.accountsBefore)
      target.seed('Users', { userName: principalNameOf(person, 0), active: true, displayName: 'Made by hand' });
    target.seed('Users', { userName: 'service-account', active: true, displayName: 'Nobody of the directory' });
  }

  async begin(): Promise<void> {
    const { story, jobId, rules } = this;
    const job = aJob({ id: jobId, schedule: { state: 'Active', intervalMs: story.intervalMs } });
    await this.stores.jobs.create({ ...job, schema: schemaOf(jobId, rules), settings: this.settings });
    await this.stores.jobs.setSchedule(jobId, job.schedule, this.now());
    for (let index = 0; index < story.processes; index++) this.startProcess(index);
  }

  #isRefused(targetId: string): boolean {
    const person = personOf(this.target.users.find((account) => account['id'] === targetId));
    const isRefused = person !== undefined && (this.refusedUntilMs.get(person) ?? 0) > this.time.nowMs;
    if (isRefused) this.faults++;
    return isRefused;
  }

  now(): Date {
    return new Date(this.time.nowMs);
  }

  /** The job's settings. */
  get settings(): Settings {
    return { ...this.rules.settings, ...this.story.brakes };
  }

  break(violation: Violation): void {
    this.violation ??= violation;
  }

  startProcess(index: number): void {
    this.processes[index] = new SimulatedProcess(this, index);
  }

  /** A process ends at this very moment, and another takes its place a little later. */
  crash(index: number): void {
    const process = this.processes[index];
    if (!process?.isAlive) return;
    this.faults++;
    process.end();
    this.time.after(1_000 + this.random.below(60_000), () => this.startProcess(index));
  }

  /** Looks at chance before every turn. */
  maybeCrash(): void {
    if (this.random.onceIn(this.rates.crash)) this.crash(this.random.below(this.processes.length));
  }

  async job(): Promise<Job> {
    const job = await this.stores.jobs.get(this.jobId);
    if (!job) throw new Error('The job is gone.');
    return job;
  }

  hire(person: number): void {
    const principalName = principalNameOf(person, 0);
    this.source.put(aPerson({ id: personId(person), principalName, attributes: { department: 'Sales' } }));
  }

  /** The directory tells the jobs that something changed, and every process hears of it. */
  wakeAll(): void {
    void this.stores.jobs.wake(this.now());
    for (const process of this.processes) if (process.isAlive) process.wake();
  }

  /** Somebody asks for the job by name. */
  async wakeJob(): Promise<void> {
    this.pace.spur();
    await this.stores.jobs.wake(this.now(), [this.jobId]);
    for (const process of this.processes) if (process.isAlive) process.wake();
  }

  /** Keeps book of who stands how. */
  note(): void {
    const { settings } = this.rules;
    const moment = { settings, turn: this.scheduler.turns, atMs: this.time.nowMs };
    const noteOne = (id: string, type: 'User' | 'Group'): void =>
      this.history.note(id, { ...moment, type, standing: standingOf(this.source.objects.get(id), this.rules) });
    for (let person = 0; person < this.story.people; person++) noteOne(personId(person), 'User');
    for (let group = 0; group < this.story.groups; group++) noteOne(groupId(group), 'Group');
  }

  /** The target, with every write noted. */
  async carryOut(request: HttpRequest, process: SimulatedProcess, operation: Operation): Promise<HttpResponse> {
    operation.requests++;
    this.target.onWrite = (seen) => {
      const { turns: turn } = this.scheduler;
      const write: Write = { ...seen, turn, atMs: this.time.nowMs, operation };
      this.writes.push(write);
      this.onWrite(write);
      if (write.method === 'POST' && write.status === 201) this.#madeBy(process, personOf(write.after));
    };
    return this.target.send(request);
  }

  #madeBy(process: SimulatedProcess, person: number | undefined): void {
    const { ambush } = this;
    if (!ambush || ambush.person !== person) return;
    this.ambush = undefined;
    if (ambush.then === 'loseAnswer') {
      this.losesAnswer = true;
      return;
    }
    this.crash(this.processes.indexOf(process));
    spring(this, ambush);
  }

  takeLostAnswer(): boolean {
    const { losesAnswer } = this;
    this.losesAnswer = false;
    return losesAnswer;
  }

  /** A page was committed. */
  committedBy(process: SimulatedProcess): void {
    if (!this.diesAtCommit) return;
    this.diesAtCommit = false;
    this.crash(this.processes.indexOf(process));
  }

  /** Whether the work has lost its lease. */
  isFencedOff({ lease }: Operation): boolean {
    const row = this.stores.state.rows.get(this.jobId);
    return lease !== undefined && (row?.fence !== lease.fence || row.isFenced);
  }

  async linkOf(sourceId: string): Promise<Link | undefined> {
    return (await this.stores.links.linksOf(this.jobId, [sourceId])).get(sourceId);
  }

  /** The account or group of somebody who is managed now. */
  async managedTargetOf(sourceId: string | undefined): Promise<string | undefined> {
    const link = sourceId === undefined ? undefined : await this.linkOf(sourceId);
    return link?.state === 'managed' ? link.targetId : undefined;
  }

  /** Those that carry the person's nickname: made or taken over by the engine. One made by hand has none before. */
  accountsOf(person: number): readonly ScimObject[] {
    return this.target.users.filter((account) => account['externalId'] === nicknameOf(person));
  }

  /** A second account is no surprise where links were forgotten and the name by which accounts are matched changed. */
  mayHaveTwo(person: number): boolean {
    const id = personId(person);
    return this.forgotten.has(id) && this.renamed.has(id) && !this.story.matchesByNickname;
  }
}
