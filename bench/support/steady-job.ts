/**
 * A directory of any size whose job is steady: everybody is linked and, if wanted, in one group, as a first cycle leaves it,
 * without the hours of one. The target is a road that answers at once and counts, so that only our own cost is measured.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, Secret, silentLogger, systemClock } from '@drawbridge/base';
import { createDirectorySource, Directory } from '@drawbridge/directory';
import { runCycle, type CycleTally, type EngineOptions, type Link } from '@drawbridge/engine';
import { bearerAuthorization, ScimClient, TargetGate } from '@drawbridge/scim-client';
import {
  createSqlDirectoryStore,
  migrations,
  SqlCycleStore,
  SqlJobStore,
  SqlLinkStore,
  type ServiceTables,
} from '@drawbridge/storage';
import { openDatabase, type DatabaseLocation } from '@drawbridge/storage/database';
import { startPostgres } from '@drawbridge/testkit/postgres';
import type { HttpRequest, HttpResponse, Transport } from '@drawbridge/transport';
import { sql } from 'kysely';
import { createActiveJob } from './active-job.ts';

const seedSize = 1_000;
const pageSize = 500;

export type SteadyJob = {
  readonly directory: Directory;
  readonly people: readonly string[];
  readonly groupId: string;
  /** One incremental cycle: what it cost. */
  cycle(): Promise<{
    readonly ms: number;
    readonly cpuMs: number;
    readonly requests: Requests;
    readonly tally: CycleTally;
  }>;
  close(): Promise<void>;
};

type Requests = Readonly<Record<string, number>>;

export async function openSteadyJob(
  engineName: 'embedded' | 'postgres',
  { people: count, inGroup = 0 }: { readonly people: number; readonly inGroup?: number },
): Promise<SteadyJob> {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-bench-'));
  const server = engineName === 'postgres' ? await startPostgres() : undefined;
  const location: DatabaseLocation = server
    ? { kind: 'postgres', url: await server.createDatabase() }
    : { kind: 'embedded', directory: join(folder, 'database') };
  const database = await openDatabase<ServiceTables>({ location, migrations, logger: silentLogger });
  const store = createSqlDirectoryStore(database);
  const directory = new Directory({ store, clock: systemClock });
  const { servicePrincipal } = await directory.instantiate(template, { displayName: 'Bench' });

  const createdAt = systemClock.now();
  const people = Array.from({ length: count }, newId);
  for (let at = 0; at < count; at += seedSize) {
    const objects = people.slice(at, at + seedSize).map((id, index) => ({
      id,
      createdAt,
      values: {
        userPrincipalName: `p${at + index}@corp.example`,
        mailNickname: `p${at + index}`,
        displayName: `Person ${at + index}`,
        accountEnabled: true,
        jobTitle: 'Clerk',
      },
    }));
    await store.write((writes) => writes.insertObjects('User', objects));
  }
  const group = await directory.createGroup({
    displayName: 'Crew',
    mailNickname: 'crew',
    mailEnabled: false,
    securityEnabled: true,
  });
  const members = people.slice(0, inGroup);
  for (let at = 0; at < members.length; at += seedSize) {
    const memberships = members.slice(at, at + seedSize).map((memberId) => ({ groupId: group.id, memberId }));
    await store.write((writes) => writes.addMembers(memberships));
  }

  const jobs = new SqlJobStore(database);
  const cycles = new SqlCycleStore(database);
  const jobId = await createActiveJob(jobs, servicePrincipal.id);
  const linkOf = (sourceId: string, type: Link['type']): Link => ({
    sourceId,
    type,
    targetId: `t-${sourceId}`,
    displayName: sourceId,
    state: 'managed',
    ...(type === 'User' ? { targetActive: true } : {}),
  });
  for (let at = 0; at < count; at += pageSize) {
    await cycles.commitPage(jobId, undefined, {
      links: { put: people.slice(at, at + pageSize).map((id) => linkOf(id, 'User')), drop: [] },
      references: {
        written: members.slice(at, at + pageSize).map((referencedId) => ({
          attribute: 'members',
          ownerId: group.id,
          referencedId,
        })),
        removed: [],
      },
      escrows: { put: [], clear: [] },
      log: [],
    });
  }
  await cycles.commitPage(jobId, undefined, {
    links: { put: [linkOf(group.id, 'Group')], drop: [] },
    references: { written: [], removed: [] },
    escrows: { put: [], clear: [] },
    log: [],
    cursor: { kind: 'incremental', position: await store.feedPosition() },
  });
  await sql`analyze`.execute(database.kysely);

  const road = new CountingRoad();
  const clock = systemClock;
  const target = {
    client: new ScimClient({
      baseUrl: 'http://target.invalid/scim',
      authorization: bearerAuthorization(new Secret('bench-token')),
      transport: road,
      dialect: 'rfc',
      gate: new TargetGate({ clock }),
      clock,
    }),
    mode: 'all' as const,
    skipOutOfScopeDeletions: false,
    targetName: 'bench',
    servicePrincipal: { id: servicePrincipal.id, appId: servicePrincipal.appId ?? '', displayName: 'Bench' },
  };
  const engine: EngineOptions = {
    jobs,
    cycles,
    links: new SqlLinkStore(database),
    sourceFor: (id, options) => createDirectorySource(store, id, options),
    openTarget: async () => target,
    clock,
    logger: silentLogger,
  };
  return {
    directory,
    people,
    groupId: group.id,
    async cycle() {
      await jobs.wake(clock.now(), [jobId]);
      const claim = await jobs.claim('bench', clock.now(), 3_600_000);
      if (!claim) throw new Error('The job is not due.');
      road.counts = {};
      const [startedMs, cpu] = [performance.now(), process.cpuUsage()];
      const conclusion = await runCycle({ ...claim, engine, signal: new AbortController().signal });
      const used = process.cpuUsage(cpu);
      const ms = performance.now() - startedMs;
      await jobs.release(claim.lease, conclusion.status, conclusion.dueAt);
      const { quarantine, lastTally } = conclusion.status;
      if (quarantine || !lastTally) throw new Error(JSON.stringify(conclusion.status));
      return { ms, cpuMs: (used.user + used.system) / 1000, requests: { ...road.counts }, tally: lastTally };
    },
    async close() {
      await database.close();
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const template = {
  id: newId(),
  displayName: 'Bench',
  appRoles: [],
};

/** Has everybody, accepts everything, finds nobody by a filter. */
class CountingRoad implements Transport {
  counts: Record<string, number> = {};

  async send({ method, url }: HttpRequest): Promise<HttpResponse> {
    this.counts[method] = (this.counts[method] ?? 0) + 1;
    const answer = (status: number, document?: object): HttpResponse => ({
      status,
      headers: { 'content-type': 'application/scim+json' },
      body: document ? Buffer.from(JSON.stringify(document)) : new Uint8Array(),
      durationMs: 0,
    });
    if (method !== 'GET') return answer(204);
    const { pathname } = new URL(url);
    const [, id] = /\/(?:Users|Groups)\/(.+)$/.exec(pathname) ?? [];
    if (id === undefined) {
      return answer(200, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: 0,
        Resources: [],
      });
    }
    return answer(200, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id, active: true, title: 'Clerk' });
  }
}
