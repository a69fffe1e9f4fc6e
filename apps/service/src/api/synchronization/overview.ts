/**
 * `/synchronization/overview` (ours): what a person who opens the admin centre has to know, in one request: what needs a person,
 * what happened in the last day, how soon leavers lost their accounts, and how far the first application is. Owners see their own.
 */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contextUrl } from '../../http/envelope.ts';
import { described, one } from '../../http/openapi/route-description.ts';
import { holds } from '../../http/request-context.ts';
import { needsAgent } from '../../provisioning/application-templates.ts';
import type { Services } from '../../services.ts';
import { agentsNow, type GraphAgent } from '../agents/graph-agent.ts';
import { confinedTo } from '../ownership.ts';

const permissions = ['Synchronization.Read.All', 'ProvisioningLog.Read.All'] as const;
const reading = { config: { permissions, opensToOwners: 'of any' } } as const;

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
/** Of each kind; who has more needs the list of applications. */
const mostShown = 100;
const credentialDays = 30;
/** A running agent renews a month before the end; one that has not done so by now needs a person. */
const certificateDays = 21;

const waiting = z.object({ count: z.int(), sinceDateTime: z.iso.datetime() }).nullable();
const counts = {
  created: z.int(),
  updated: z.int(),
  disabled: z.int(),
  deleted: z.int(),
  failed: z.int(),
  skipped: z.int(),
};
const latency = z.object({ count: z.int(), medianInMilliseconds: z.int(), percentile95InMilliseconds: z.int() });
const shape = z.object({
  generatedDateTime: z.iso.datetime(),
  jobs: z.array(
    z.object({
      servicePrincipalId: z.uuid(),
      displayName: z.string(),
      jobId: z.string(),
      quarantine: z.object({ reason: z.string(), sinceDateTime: z.string(), message: z.string() }).nullable(),
      stagedDeletions: waiting,
      failures: waiting,
    }),
  ),
  agents: z
    .array(
      z.object({
        id: z.uuid(),
        machineName: z.string(),
        status: z.enum(['active', 'inactive']),
        lastContactDateTime: z.iso.datetime().nullable(),
        certificateExpirationDateTime: z.iso.datetime(),
      }),
    )
    .nullable(),
  credentials: z.array(
    z.object({
      applicationId: z.uuid(),
      displayName: z.string(),
      kind: z.enum(['password', 'certificate']),
      credentialDisplayName: z.string(),
      endDateTime: z.iso.datetime(),
    }),
  ),
  activity: z.object({
    sinceDateTime: z.iso.datetime(),
    hours: z.array(z.object({ startDateTime: z.iso.datetime(), ...counts })),
  }),
  deprovisioning: z.object({ lastDay: latency.nullable(), lastWeek: latency.nullable(), waiting }),
  setUp: z.object({
    agentCount: z.int().nullable(),
    application: z
      .object({
        servicePrincipalId: z.uuid(),
        displayName: z.string(),
        needsAgent: z.boolean(),
        hasAgent: z.boolean(),
        hasCredentials: z.boolean(),
        hasAssignment: z.boolean(),
        hasProvisioned: z.boolean(),
        isStarted: z.boolean(),
      })
      .nullable(),
  }),
});

export function overviewRoutes(app: FastifyInstance, services: Services): void {
  const { overview, clock } = services;

  app.get(
    '/synchronization/overview',
    described(reading, { summary: 'Read what needs attention, and what happened lately.', answer: one(shape) }),
    async (request) => {
      const confined = await confinedTo(services, request, permissions);
      const seesAgents = holds(request, 'OnPremisesPublishingProfiles.Read.All');
      const now = clock.now();
      const ago = (ms: number): Date => new Date(now.getTime() - ms);
      const since = new Date(Math.floor(now.getTime() / hourMs) * hourMs - 23 * hourMs);
      const span = { from: ago(credentialDays * dayMs), to: ago(-credentialDays * dayMs) };
      const mayReadApplications = confined !== undefined || holds(request, 'Application.Read.All');
      const [jobs, hours, day, week, left, setUp, credentials, agents] = await Promise.all([
        overview.ailingJobs(confined, mostShown),
        overview.outcomesSince(since, confined),
        overview.leaversSince(ago(dayMs), confined),
        overview.leaversSince(ago(7 * dayMs), confined),
        overview.leaversWaiting(confined),
        overview.furthestSetUp(confined),
        mayReadApplications ? overview.endingCredentials(span, confined, mostShown) : [],
        seesAgents ? services.agentRegistry.listAgents() : undefined,
      ]);
      const shown = agents?.map(agentsNow(services));
      return {
        '@odata.context': contextUrl(request, 'synchronization/overview'),
        generatedDateTime: now.toISOString(),
        jobs: jobs.map(({ quarantine, staged, failing, ...job }) => ({
          ...job,
          quarantine: quarantine
            ? { reason: quarantine.reason, sinceDateTime: quarantine.currentBegan, message: quarantine.error.message }
            : null,
          stagedDeletions: toWaiting(staged),
          failures: toWaiting(failing),
        })),
        agents: shown?.filter(needsPerson(now)).slice(0, mostShown).map(toBrief) ?? null,
        credentials: credentials.map(({ credentialName, endsAt, ...credential }) => ({
          ...credential,
          credentialDisplayName: credentialName,
          endDateTime: endsAt.toISOString(),
        })),
        activity: {
          sinceDateTime: since.toISOString(),
          hours: hours.map(({ hour, ...counted }) => ({ startDateTime: hour.toISOString(), ...counted })),
        },
        deprovisioning: { lastDay: toLatency(day), lastWeek: toLatency(week), waiting: toWaiting(left) },
        setUp: { agentCount: agents?.length ?? null, application: setUp ? toSetUp(setUp) : null },
      };
    },
  );
}

const needsPerson =
  (now: Date) =>
  ({ status, certificateExpirationDateTime }: GraphAgent): boolean =>
    status === 'inactive' || Date.parse(certificateExpirationDateTime) < now.getTime() + certificateDays * dayMs;

const toBrief = (agent: GraphAgent) => ({
  id: agent.id,
  machineName: agent.machineName,
  status: agent.status,
  lastContactDateTime: agent.lastContactDateTime,
  certificateExpirationDateTime: agent.certificateExpirationDateTime,
});

type Counted = { readonly count: number; readonly since: Date } | undefined;
const toWaiting = (counted: Counted) =>
  counted ? { count: counted.count, sinceDateTime: counted.since.toISOString() } : null;

type Latency = Awaited<ReturnType<Services['overview']['leaversSince']>>;
const toLatency = ({ count, medianMs, p95Ms }: Latency) =>
  medianMs === undefined || p95Ms === undefined
    ? null
    : { count, medianInMilliseconds: Math.round(medianMs), percentile95InMilliseconds: Math.round(p95Ms) };

type SetUp = NonNullable<Awaited<ReturnType<Services['overview']['furthestSetUp']>>>;
const toSetUp = ({ templateId, ...facts }: SetUp) => ({ ...facts, needsAgent: needsAgent(templateId) });
