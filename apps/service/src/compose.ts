/** Who gets which store, clock and road: the only wiring of the service. */
import { isUuid, newId, newToken, Secret, type Clock, type Logger } from '@drawbridge/base';
import { createDirectorySource, Directory } from '@drawbridge/directory';
import { Worker, type EngineOptions, type Job } from '@drawbridge/engine';
import {
  createSeal,
  createSqlDirectoryStore,
  endAbandonedLeases,
  loadOrCreateKey,
  listDomains,
  migrations,
  parseKey,
  SqlAccountStore,
  SqlAgentGroupStore,
  SqlAgentRegistry,
  SqlAuditLog,
  SqlApplicationCredentialStore,
  SqlApplicationOwners,
  SqlCredentialStore,
  SqlCycleStore,
  SqlDomainStore,
  SqlIdentityProviderStore,
  SqlInstallationStore,
  SqlJobStore,
  SqlLinkList,
  SqlLinkStore,
  SqlOverview,
  SqlPasskeyStore,
  SqlProvisioningLog,
  SqlRoleStore,
  SqlSecretStore,
  SqlSignInTicketStore,
  type Seal,
  type ServiceTables,
} from '@drawbridge/storage';
import { openDatabase, openLocation, type Database, type DirectoryLock } from '@drawbridge/storage/database';
import { createDirectTransport } from '@drawbridge/transport';
import {
  createAuthority,
  createEnrolment,
  createHub,
  loadAuthority,
  type CertificateAuthority,
} from '@drawbridge/tunnel/hub';
import { join } from 'node:path';
import { Coalesced } from './coalesced.ts';
import { createDeltaTokens } from './api/delta/delta-token.ts';
import type { LogNames } from './api/logs/graph-log.ts';
import { systemName } from './audit/activity.ts';
import { auditedDatabase } from './audit/audited-database.ts';
import { auditedDirectory } from './audit/audited-directory.ts';
import { auditEngine } from './audit/audited-engine.ts';
import type { Settings } from './config.ts';
import { startDynamicGroups } from './dynamic-groups.ts';
import { createApplicationCredentials } from './oauth/application-credentials.ts';
import { ensureGraphServicePrincipal } from './oauth/graph-service-principal.ts';
import { openAuthorization } from './oauth/open-authorization.ts';
import { createAgentUpdates } from './provisioning/agent-updates.ts';
import { RecentUses } from './provisioning/recent-uses.ts';
import { Targets } from './provisioning/targets.ts';
import type { Services } from './services.ts';
import { Accounts } from './signin/accounts.ts';
import { Domains } from './signin/domains.ts';
import { Federation } from './signin/federation/federation.ts';
import { OneTimeLinks } from './signin/one-time-links.ts';
import { Passkeys } from './signin/passkeys.ts';
import { createSignInLog } from './signin/sign-in-log.ts';
import { SignInSteps } from './signin/sign-in-steps.ts';
import { authorizationPages } from './signin/pages/authorization-pages.ts';
import { RoleAssignments } from './signin/role-assignments.ts';

/** Microsoft Graph's documented limit of provision on demand. */
const onDemandLimit = { most: 5, windowMs: 10_000 };

export type Composed = {
  readonly services: Services;
  readonly authority: CertificateAuthority;
  readonly worker: Worker;
  /** Stops work between two records and says goodbye to the agents; the API still answers. */
  stop(): Promise<void>;
  /** Stops, and closes the database. */
  close(): Promise<void>;
};

export async function compose(
  settings: Settings,
  { clock, logger, lock }: { clock: Clock; logger: Logger; lock: DirectoryLock },
): Promise<Composed> {
  const seal = createSeal(
    settings.key === undefined
      ? await loadOrCreateKey(join(settings.dataDirectory, 'seal.key'))
      : parseKey(new Secret(settings.key)),
  );
  const database = await openDatabase<ServiceTables>({
    location: openLocation(settings.dataDirectory, settings.databaseUrl),
    migrations,
    logger,
    clock,
    lock,
  });

  await endAbandonedLeases(database);

  try {
    return await composeOn(database, seal, settings, { clock, logger });
  } catch (thrown) {
    // Nothing may stay open that would keep the process from ending.
    await database.close();
    throw thrown;
  }
}

async function composeOn(
  stored: Database<ServiceTables>,
  seal: Seal,
  settings: Settings,
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<Composed> {
  const auditLog = new SqlAuditLog(stored);
  const database = auditedDatabase(stored, auditLog);
  const installation = new SqlInstallationStore(database, seal);
  const tenantId = await installation.getOrMake('tenantId', newId);
  const authority = await openAuthority(installation, clock);

  const directoryStore = createSqlDirectoryStore(database);
  const directory = new Directory({ store: auditedDirectory(directoryStore), clock });
  await ensureGraphServicePrincipal(directory);
  const credentials = new SqlCredentialStore(database);
  const applicationKeys = new SqlApplicationCredentialStore(database);
  const applicationCredentials = createApplicationCredentials({
    directory,
    passwords: credentials,
    store: applicationKeys,
  });
  const deltaTokens = createDeltaTokens({
    key: await installation.getOrMakeSecret('deltaTokenKey', () => new Secret(newToken())),
    clock,
  });
  const jobs = new SqlJobStore(database);
  const links = new SqlLinkStore(database);
  const cycles = new SqlCycleStore(database);
  const secrets = new SqlSecretStore(database, seal);
  const agentRegistry = new SqlAgentRegistry(database);
  const agentGroups = new SqlAgentGroupStore(database);

  const roles = new RoleAssignments(new SqlRoleStore(database), clock);
  const accountStore = new SqlAccountStore(database);
  const passkeyStore = new SqlPasskeyStore(database);
  const tickets = new SqlSignInTicketStore(database, seal);
  const accounts = new Accounts({
    store: accountStore,
    passkeys: passkeyStore,
    directory,
    roles,
    clock,
    log: createSignInLog({ auditLog, clock, logger }),
  });

  const hub = createHub({ registry: agentRegistry, clock, logger, audience: tenantId });
  const enrolment = createEnrolment({ registry: agentRegistry, authority, clock, logger, tenantId });
  const direct = createDirectTransport({ clock, allowPrivateAddresses: settings.allowPrivateAddresses, logger });
  const { tokens, authorizationServer } = await openAuthorization({
    database,
    seal,
    installation,
    settings,
    tenantId,
    directory,
    applicationCredentials,
    accounts,
    permissionsOfRoles: (roleIds) => roles.permissionsOf(roleIds),
    pages: authorizationPages,
    transport: direct,
    clock,
    logger,
  });
  accounts.onSessionsEnded((userId) => authorizationServer.endSessionsOf(userId));
  const federation = new Federation({
    store: new SqlIdentityProviderStore(database, seal),
    tickets,
    directory,
    roles,
    transport: direct,
    allowHttp: settings.allowPrivateAddresses,
    clock,
  });
  const targets = new Targets({
    clock,
    logger,
    secrets,
    agentGroups,
    hub,
    direct,
    findServicePrincipal: async (id) => (await servicePrincipalsById([id])).get(id),
  });
  const engine: EngineOptions = {
    jobs,
    links,
    ...auditEngine({ auditLog, clock, logger }, cycles),
    sourceFor: (servicePrincipalId, options) => createDirectorySource(directoryStore, servicePrincipalId, options),
    openTarget: (job: Job, _signal, trace) => targets.open(job, trace),
    hasRoad: (job: Job) => targets.hasRoad(job),
    clock,
    logger,
  };
  const worker = new Worker(engine);

  async function servicePrincipalsById(ids: readonly string[]) {
    const found = await directory.getObjectsById([...new Set(ids)], ['ServicePrincipal']);
    return new Map(
      found.flatMap((item) => {
        if (item.kind !== 'ServicePrincipal') return [];
        const { id, appId = '', displayName = '', applicationTemplateId } = item.object;
        return [[id, { id, appId, displayName, applicationTemplateId }] as const];
      }),
    );
  }

  const wakeJobsOfApplication = async (servicePrincipalId: string): Promise<void> => {
    // A published resource may have any name; only a service principal's id names an application.
    if (!isUuid(servicePrincipalId)) return;
    const found = await jobs.listByServicePrincipal(servicePrincipalId);
    if (found.length === 0) return;
    await jobs.wake(
      clock.now(),
      found.map((job) => job.id),
    );
    worker.wake();
  };
  const wakeJobsOfAgent = async (agentId: string): Promise<void> => {
    for (const servicePrincipalId of await agentGroups.applicationsOfAgent(agentId))
      await wakeJobsOfApplication(servicePrincipalId);
  };
  const logNames = async (records: readonly { servicePrincipalId: string }[]): Promise<LogNames> => ({
    tenantId,
    servicePrincipals: await servicePrincipalsById(records.map((record) => record.servicePrincipalId)),
  });

  const jobsWake = new Coalesced(
    async () => {
      await jobs.wake(clock.now());
      worker.wake();
    },
    (err) => logger.error({ err }, 'waking jobs after a change failed'),
  );
  directory.onCommitted(() => jobsWake.ask());
  hub.onConnectionChange(({ agentId, connected }) => {
    if (!connected) return;
    wakeJobsOfAgent(agentId).catch((err: unknown) =>
      logger.error({ err, agentId }, 'waking jobs after an agent connected failed'),
    );
  });

  const dynamicGroups = startDynamicGroups({ directory, clock, logger });

  // Cycles need the agents to end their last requests, so the worker goes first.
  const stop = async (): Promise<void> => {
    await worker.close();
    await hub.close();
  };

  return {
    authority,
    worker,
    services: {
      tenantId,
      clock,
      logger,
      directory,
      deltaTokens,
      credentials,
      applicationCredentials,
      applicationKeys,
      owners: new SqlApplicationOwners(database),
      accounts,
      passkeys: new Passkeys({ store: passkeyStore, accounts: accountStore, tickets, directory, clock }),
      federation,
      oneTimeLinks: new OneTimeLinks(tickets, clock),
      signInSteps: new SignInSteps(tickets, clock),
      roles,
      tokens,
      authorizationServer,
      secrets,
      jobs,
      links,
      cycles,
      auditLog,
      provisioningLog: new SqlProvisioningLog(database, { tenantId, initiatorName: systemName }),
      overview: new SqlOverview(database),
      engine,
      targets,
      onDemandUses: new RecentUses(clock, onDemandLimit),
      agentRegistry,
      agentGroups,
      agentUpdates: createAgentUpdates(installation),
      enrolment,
      hub,
      domains: new Domains({
        store: new SqlDomainStore(database),
        directory,
        ofPeople: () => listDomains(database.kysely),
        clock,
      }),
      logNames,
      countLinks: (jobId) => links.countLinks(jobId),
      linkList: new SqlLinkList(database),
      wakeJobsOfApplication,
      wakeJobsOfAgent,
      wakeWorker: () => worker.wake(),
    },
    stop,
    async close() {
      await stop();
      await dynamicGroups.close();
      await direct.close();
      await jobsWake.close();
      await database.close();
    },
  };
}

async function openAuthority(installation: SqlInstallationStore, clock: Clock): Promise<CertificateAuthority> {
  // One record, so that key and certificate always belong together, also when two processes start at once.
  const files = await installation.getOrMakeSecret('certificateAuthority', async () => {
    const { keyPem, certificatePem } = await createAuthority(clock);
    return new Secret(JSON.stringify({ keyPem: keyPem.reveal(), certificatePem }));
  });
  const { keyPem, certificatePem } = JSON.parse(files.reveal()) as { keyPem: string; certificatePem: string };
  return loadAuthority({ keyPem: new Secret(keyPem), certificatePem }, clock);
}
