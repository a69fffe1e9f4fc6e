/**
 * What a page of a cycle costs in the database, and what its reads cost, with many links in the tables. Prints one table:
 * median milliseconds, and the best in parentheses, because other work on the machine shows in the median.
 *
 *     node bench/cycle-store.ts [--links 100000] [--rounds 20]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newId, newTimeOrderedId, silentLogger, systemClock } from '@drawbridge/base';
import {
  type Lease,
  type Link,
  type PageCommit,
  type ProvisioningLogRecord,
  type ProvisioningStep,
  type Reference,
} from '@drawbridge/engine';
import {
  migrations,
  SqlCycleStore,
  SqlJobStore,
  SqlLinkStore,
  SqlProvisioningLog,
  type ServiceTables,
} from '@drawbridge/storage';
import { openDatabase, type Database, type DatabaseLocation } from '@drawbridge/storage/database';
import { startPostgres } from '@drawbridge/testkit/postgres';
import { sql } from 'kysely';
import { createActiveJob } from './support/active-job.ts';

const { values } = parseArgs({
  options: { links: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '20' } },
});
const linkCount = Number(values.links);
const rounds = Number(values.rounds);
const pageSize = 500;
const servicePrincipalId = newId();

const stepNames = [
  'EntryImportAdd',
  'EntrySynchronizationScoping',
  'EntryImport',
  'EntrySynchronizationAdd',
  'EntryExportAdd',
];

/** About 2 kB as JSON, and as compressible as real ones. */
function steps(name: string): readonly ProvisioningStep[] {
  return stepNames.map((step) => ({
    name: step,
    type: 'export',
    status: 'success',
    description: `User '${name}' was looked at by the step ${step} of customappsso`,
    timestamp: systemClock.now().toISOString(),
    details: { objectId: newId(), ReportableIdentifier: name, Answer: newId() },
  }));
}

function logRecord(link: Link, cycleId: string, jobId: string): ProvisioningLogRecord {
  const at = systemClock.now();
  const name = `${link.displayName.toLowerCase().replaceAll(' ', '.')}@corp.example`;
  return {
    id: newTimeOrderedId(at.getTime()),
    activityAt: at,
    jobId,
    servicePrincipalId,
    cycleId,
    changeId: newId(),
    action: 'create',
    status: 'success',
    durationMs: 12.4,
    objectType: 'User',
    source: { id: link.sourceId, displayName: link.displayName, principalName: name },
    target: { id: link.targetId, displayName: link.displayName },
    steps: steps(name),
    modifiedProperties: ['userName', 'displayName', 'active', 'title', 'emails[type eq "work"].value'].map(
      (property) => ({
        displayName: property,
        oldValue: null,
        newValue: `${property} of ${name}`,
      }),
    ),
  };
}

let people = 0;
const newLink = (): Link => ({
  sourceId: newTimeOrderedId(systemClock.now().getTime()),
  type: 'User',
  targetId: newId(),
  displayName: `Person Number ${++people}`,
  state: 'managed',
  targetActive: true,
});

const emptyPage: PageCommit = {
  links: { put: [], drop: [] },
  references: { written: [], removed: [] },
  escrows: { put: [], clear: [] },
  log: [],
};
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

type Bench = {
  readonly database: Database<ServiceTables>;
  readonly jobId: string;
  readonly lease: Lease;
  readonly stores: { readonly links: SqlLinkStore; readonly cycles: SqlCycleStore; readonly log: SqlProvisioningLog };
  readonly links: Link[];
  readonly references: Reference[];
};

async function openBench(location: DatabaseLocation): Promise<Bench> {
  const database = await openDatabase<ServiceTables>({ location, migrations, logger: silentLogger });
  const jobs = new SqlJobStore(database);
  const jobId = await createActiveJob(jobs, servicePrincipalId);
  const { lease } = (await jobs.claim('bench', systemClock.now(), 3_600_000))!;
  const stores = {
    links: new SqlLinkStore(database),
    cycles: new SqlCycleStore(database),
    log: new SqlProvisioningLog(database, { tenantId: '', initiatorName: '' }),
  };
  return { database, jobId, lease, stores, links: [], references: [] };
}

/** As a first cycle leaves them: pages of new links with their log, and a reference for each. */
async function fill(bench: Bench): Promise<void> {
  const cycleId = newId();
  const owners = times(100, newId);
  while (bench.links.length < linkCount) {
    const put = times(pageSize, newLink);
    const written = put.map(({ sourceId }, index): Reference => ({
      attribute: 'members',
      ownerId: owners[index % owners.length]!,
      referencedId: sourceId,
    }));
    bench.links.push(...put);
    bench.references.push(...written);
    await bench.stores.cycles.commitPage(bench.jobId, bench.lease, {
      ...emptyPage,
      links: { put, drop: [] },
      references: { written, removed: [] },
      log: put.map((link) => logRecord(link, cycleId, bench.jobId)),
    });
  }
  await sql`analyze`.execute(bench.database.kysely);
}

function someOf<T>(items: readonly T[], count: number): T[] {
  return times(count, () => items[Math.floor(Math.random() * items.length)]!);
}

type Work = { readonly name: string; readonly prepare: (bench: Bench) => Promise<() => Promise<unknown>> };

const commit = (name: string, make: (bench: Bench) => Partial<PageCommit>): Work => ({
  name,
  prepare: async (bench) => {
    const page = { ...emptyPage, ...make(bench) };
    const put = page.escrows.clear.map(({ sourceId, type }) => ({
      ...{
        sourceId,
        type,
        attempts: 1,
        errorCode: 'TARGET_TIMEOUT',
        message: 'The application did not answer in time.',
      },
      firstFailedAt: systemClock.now(),
      nextAttemptAt: systemClock.now(),
    }));
    if (put.length > 0) {
      await bench.stores.cycles.commitPage(bench.jobId, bench.lease, { ...emptyPage, escrows: { put, clear: [] } });
    }
    const cursor = { kind: 'incremental', position: '17' } as const;
    return () => bench.stores.cycles.commitPage(bench.jobId, bench.lease, { cursor, ...page });
  },
});
const read = (name: string, make: (bench: Bench) => () => Promise<unknown>): Work => ({
  name,
  prepare: async (bench) => make(bench),
});

const newLinks = () => ({ put: times(pageSize, newLink), drop: [] });
const clears = (links: readonly Link[]) => ({
  put: [],
  clear: links.map(({ sourceId, type }) => ({ sourceId, type })),
});

const works: readonly Work[] = [
  commit('commitPage: 500 links, 500 log records, 500 escrows cleared', ({ jobId }) => {
    const links = newLinks();
    const log = links.put.map((link) => logRecord(link, newId(), jobId));
    return { links, log, escrows: clears(links.put) };
  }),
  commit('commitPage: 500 new links', () => ({ links: newLinks() })),
  commit('commitPage: 500 links changed', ({ links }) => ({
    links: {
      put: [...new Set(someOf(links, pageSize))].map((link) => ({ ...link, displayName: 'Renamed' })),
      drop: [],
    },
  })),
  commit('commitPage: 500 log records', ({ links, jobId }) => {
    const cycleId = newId();
    return { log: someOf(links, pageSize).map((link) => logRecord(link, cycleId, jobId)) };
  }),
  commit('commitPage: 500 escrows cleared', () => ({ escrows: clears(times(pageSize, newLink)) })),
  commit('commitPage: 500 references written', ({ links }) => {
    const ownerId = newId();
    const written = [...new Set(someOf(links, pageSize))];
    return {
      references: {
        written: written.map(({ sourceId }) => ({ attribute: 'members', ownerId, referencedId: sourceId })),
        removed: [],
      },
    };
  }),
  commit('commitPage: a cursor alone', () => ({})),
  read('linksOf(500)', ({ links, jobId, stores }) => {
    const ids = someOf(links, pageSize).map(({ sourceId }) => sourceId);
    return () => stores.links.linksOf(jobId, ids);
  }),
  read('linkOfTarget', ({ links, jobId, stores }) => {
    const [link] = someOf(links, 1);
    return () => stores.links.linkOfTarget(jobId, 'User', link!.targetId);
  }),
  read('writtenReferences(500)', ({ references, jobId, stores }) => {
    const asked = someOf(references, pageSize);
    return () => stores.links.writtenReferences(jobId, asked);
  }),
  read('listLinks, a page of 500 in the middle', ({ links, jobId, stores }) => {
    const [link] = someOf(links, 1);
    return () => stores.links.listLinks(jobId, { state: 'managed', after: link!.sourceId, limit: pageSize });
  }),
  read('listWrittenReferences, a page of 500 in the middle', ({ references, jobId, stores }) => {
    const [after] = someOf(references, 1);
    return () => stores.links.listWrittenReferences(jobId, { attribute: 'members', after, limit: pageSize });
  }),
  read('escrowsOf(500), none there', ({ links, jobId, stores }) => {
    const ids = someOf(links, pageSize).map(({ sourceId }) => sourceId);
    return () => stores.links.escrowsOf(jobId, ids);
  }),
  read(
    'log: newest 100 of an application',
    ({ stores }) =>
      () =>
        stores.log.list({
          where: { kind: 'in', field: 'servicePrincipal/id', values: [servicePrincipalId] },
          order: 'newest-first',
          limit: 100,
        }),
  ),
];

async function measure({ prepare }: Work, bench: Bench): Promise<string> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const work = await prepare(bench);
    const startedMs = performance.now();
    await work();
    taken.push(performance.now() - startedMs);
  }
  taken.sort((a, b) => a - b);
  return `${taken[Math.floor(rounds / 2)]!.toFixed(1)} (${taken[0]!.toFixed(1)})`;
}

async function measureAll(location: DatabaseLocation): Promise<Record<string, string>> {
  const bench = await openBench(location);
  const startedMs = performance.now();
  await fill(bench);
  const results: Record<string, string> = {
    [`seconds to fill with ${linkCount} links`]: ((performance.now() - startedMs) / 1_000).toFixed(1),
  };
  for (const work of works) results[work.name] = await measure(work, bench);
  const { rows } = await sql<{ table: string; size: string }>`
    select relname as table, pg_total_relation_size(oid) as size from pg_class
    where relname in ('links', 'written_references', 'provisioning_log') order by relname
  `.execute(bench.database.kysely);
  for (const { table, size } of rows)
    results[`bytes per row of ${table}, with indexes`] = (Number(size) / linkCount).toFixed(0);
  await bench.database.close();
  return results;
}

const directory = mkdtempSync(join(tmpdir(), 'drawbridge-bench-'));
const embedded = await measureAll({ kind: 'embedded', directory });
rmSync(directory, { recursive: true });
await using server = await startPostgres();
const postgres = await measureAll({ kind: 'postgres', url: await server.createDatabase() });
console.table(
  Object.fromEntries(
    Object.keys(embedded).map((name) => [name, { embedded: embedded[name], PostgreSQL: postgres[name] }]),
  ),
);
