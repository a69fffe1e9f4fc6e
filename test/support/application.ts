/** One application of the directory and its synchronization job, as an administrator works with it over the API. */
import type { GraphClient } from '@drawbridge/testkit/processes';
import { waitFor, type WaitOptions } from './wait-for.ts';

export type Tally = {
  readonly created: number;
  readonly updated: number;
  readonly disabled: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly references: number;
  readonly requests: number;
};
export type JobStatus = {
  readonly code: string;
  readonly quarantine: {
    readonly reason: string;
    readonly error: { readonly code: string; readonly message: string };
  } | null;
  readonly cycle: { readonly phase: string; readonly done: number; readonly total: number } | null;
  readonly lastCycleTally: Tally | null;
  readonly lastExecution: { readonly activityIdentifier: string; readonly state: string } | null;
  readonly lastSuccessfulExecution: { readonly activityIdentifier: string } | null;
  readonly steadyStateFirstAchievedTime: string;
  readonly steadyStateLastAchievedTime: string;
};
export type LogRecord = {
  readonly id: string;
  readonly provisioningAction: string;
  readonly provisioningStatusInfo: {
    readonly status: string;
    readonly errorInformation: { readonly reason: string } | null;
  };
  readonly sourceIdentity: { readonly id: string; readonly identityType: string };
  readonly provisioningSteps: readonly { readonly provisioningStepType: string; readonly status: string }[];
};
export type OnDemandEntry = {
  readonly action: string;
  readonly statusInfo: { readonly status: string; readonly errorCode: string; readonly reason: string };
};

const profile = '/beta/onPremisesPublishingProfiles/provisioning';
const never = '0001-01-01T00:00:00Z';

export class Application {
  readonly servicePrincipalId: string;
  readonly jobId: string;
  readonly #graph: GraphClient;
  readonly #base: string;

  private constructor(graph: GraphClient, servicePrincipalId: string, jobId: string) {
    this.#graph = graph;
    this.servicePrincipalId = servicePrincipalId;
    this.jobId = jobId;
    this.#base = `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization`;
  }

  /** "On-premises SCIM app" of the gallery or another of its entries, with its job and its secrets. */
  static async add(
    graph: GraphClient,
    settings: { tenantUrl: string; secretToken: string; template?: string },
  ): Promise<Application> {
    const displayName = settings.template ?? 'On-premises SCIM app';
    const filter = encodeURIComponent(`displayName eq '${displayName}'`);
    const gallery = await graph.call<{ value: { id: string }[] }>(
      'GET',
      `/v1.0/applicationTemplates?$filter=${filter}`,
    );
    const { servicePrincipal } = await graph.call<{ servicePrincipal: { id: string } }>(
      'POST',
      `/v1.0/applicationTemplates/${gallery.value[0]!.id}/instantiate`,
      { displayName },
    );
    const job = await graph.call<{ id: string }>(
      'POST',
      `/v1.0/servicePrincipals/${servicePrincipal.id}/synchronization/jobs`,
      { templateId: 'scim' },
    );
    const application = new Application(graph, servicePrincipal.id, job.id);
    await application.setSecrets(settings);
    return application;
  }

  /** The same application through another process. */
  seenBy(graph: GraphClient): Application {
    return new Application(graph, this.servicePrincipalId, this.jobId);
  }

  async setSecrets({ tenantUrl, secretToken }: { tenantUrl: string; secretToken: string }): Promise<void> {
    await this.#graph.call('PUT', `${this.#base}/secrets`, {
      value: [
        { key: 'BaseAddress', value: tenantUrl },
        { key: 'SecretToken', value: secretToken },
        { key: 'SyncAll', value: 'false' },
      ],
    });
  }

  /** Assign Agent(s): a published resource, an agent group for it, the agents in the group. */
  async assignAgents(agentIds: readonly string[]): Promise<void> {
    const resource = await this.#graph.call<{ id: string }>('POST', `${profile}/publishedResources`, {
      displayName: 'On-premises SCIM app',
      resourceName: this.servicePrincipalId,
    });
    const group = await this.#graph.call<{ id: string }>('POST', `${profile}/agentGroups`, { displayName: 'Agents' });
    const reference = { '@odata.id': `https://graph.microsoft.com${profile}/agentGroups/${group.id}` };
    await this.#graph.call('POST', `${profile}/publishedResources/${resource.id}/agentGroups/$ref`, reference);
    for (const id of agentIds) await this.#graph.call('POST', `${profile}/agents/${id}/agentGroups/$ref`, reference);
  }

  /** Test connection. Throws GraphError. */
  async testConnection(): Promise<void> {
    await this.#graph.call('POST', `${this.#base}/jobs/${this.jobId}/validateCredentials`, {
      useSavedCredentials: true,
    });
  }

  async assign(principalId: string): Promise<{ id: string }> {
    const body = { principalId, resourceId: this.servicePrincipalId };
    return this.#graph.call('POST', `/v1.0/servicePrincipals/${this.servicePrincipalId}/appRoleAssignedTo`, body);
  }

  async unassign(assignmentId: string): Promise<void> {
    const path = `/v1.0/servicePrincipals/${this.servicePrincipalId}/appRoleAssignedTo/${assignmentId}`;
    await this.#graph.call('DELETE', path);
  }

  /** With its members, every group there is. */
  async assignAllGroups(): Promise<void> {
    for await (const group of this.#graph.list<{ id: string }>('/v1.0/groups?$select=id&$top=999')) {
      await this.assign(group.id);
    }
  }

  async start(): Promise<void> {
    await this.#graph.call('POST', `${this.#base}/jobs/${this.jobId}/start`);
  }

  async status(): Promise<JobStatus> {
    return (await this.#graph.call<{ status: JobStatus }>('GET', `${this.#base}/jobs/${this.jobId}`)).status;
  }

  /** Resolves when the first cycle is over, and the one after it, which reads what changed meanwhile. */
  async untilSteady(options?: WaitOptions): Promise<JobStatus> {
    let last: JobStatus | undefined;
    try {
      return await waitFor(
        'a first cycle that has come to its end',
        async () => {
          last = await this.status();
          return last.steadyStateFirstAchievedTime !== never && !last.quarantine && last;
        },
        { everyMs: 200, ...options },
      );
    } catch (error) {
      throw new Error(`${(error as Error).message}; the job stands at ${JSON.stringify(last)}`, { cause: error });
    }
  }

  /** Starts the job once more, and gives what that cycle did. */
  async runAgain(): Promise<Tally> {
    const before = (await this.status()).lastExecution?.activityIdentifier;
    await this.start();
    return waitFor('another cycle', async () => {
      const { lastExecution, lastCycleTally } = await this.status();
      return lastExecution?.activityIdentifier !== before && (lastCycleTally ?? undefined);
    });
  }

  /** Oldest first. */
  async log(filter?: string): Promise<LogRecord[]> {
    const conditions = [`jobId eq '${this.jobId}'`, ...(filter === undefined ? [] : [filter])].join(' and ');
    const path = `/v1.0/auditLogs/provisioning?$top=1000&$orderby=activityDateTime&$filter=${encodeURIComponent(conditions)}`;
    const records: LogRecord[] = [];
    for await (const record of this.#graph.list<LogRecord>(path)) records.push(record);
    return records;
  }

  async provisionOnDemand(objectId: string, objectTypeName: 'User' | 'Group' = 'User'): Promise<OnDemandEntry[]> {
    const path = `${this.#base}/jobs/${this.jobId}`;
    const schema = await this.#graph.call<{ synchronizationRules: { id: string }[] }>('GET', `${path}/schema`);
    const answer = await this.#graph.call<{ value: string }>('POST', `${path}/provisionOnDemand`, {
      parameters: [{ ruleId: schema.synchronizationRules[0]!.id, subjects: [{ objectId, objectTypeName }] }],
    });
    return JSON.parse(answer.value) as OnDemandEntry[];
  }
}
