/** The gallery: what an application can be made from, in Graph's shape (graph.applicationTemplate). */

export type ApplicationTemplate = {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  readonly publisher: string;
  readonly homePageUrl: string;
  readonly logoUrl: string | null;
  readonly categories: readonly string[];
  readonly supportedSingleSignOnModes: readonly string[];
  readonly supportedProvisioningTypes: readonly string[];
  readonly endpoints: readonly string[];
  readonly isEntraIntegrated: boolean;
  readonly lastModifiedDateTime: string;
  readonly deprecationDate: string | null;
  readonly riskScore: string | null;
};

type Entry = {
  readonly template: ApplicationTemplate;
  /** Reached only through a provisioning agent. */
  readonly needsAgent: boolean;
  /** Id of the synchronization template of its jobs. */
  readonly jobTemplateId: string;
};

const common = {
  publisher: 'Drawbridge',
  homePageUrl: 'https://datatracker.ietf.org/doc/html/rfc7644',
  logoUrl: null,
  supportedSingleSignOnModes: ['notSupported'],
  supportedProvisioningTypes: ['sync'],
  endpoints: [],
  isEntraIntegrated: true,
  lastModifiedDateTime: '2026-11-01T00:00:00Z',
  deprecationDate: null,
  riskScore: null,
};

/** Microsoft Entra's own id of "any application", which scripts name. */
export const customTemplateId = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

const gallery: readonly Entry[] = [
  {
    needsAgent: true,
    jobTemplateId: 'scim',
    template: {
      ...common,
      id: 'a6f0f7c1-3b0e-4a52-9e3d-6c1d2b7f8e90',
      displayName: 'On-premises SCIM app',
      description:
        'Provision users and groups to a SCIM 2.0 endpoint on your own network through a provisioning agent.',
      categories: ['productivity'],
    },
  },
  {
    needsAgent: false,
    jobTemplateId: 'scim',
    template: {
      ...common,
      id: customTemplateId,
      displayName: 'Custom',
      description: 'Provision users and groups to any SCIM 2.0 endpoint that this service reaches itself.',
      categories: ['productivity'],
    },
  },
  {
    needsAgent: false,
    jobTemplateId: 'dataBricks',
    template: {
      ...common,
      id: '9c9818d2-2900-49e8-8ba4-22688be7c675',
      displayName: 'Azure Databricks SCIM Provisioning Connector',
      description: 'Provision users and groups to a Databricks account through its SCIM 2.0 endpoint.',
      categories: ['developerServices'],
    },
  },
];

export const applicationTemplates: readonly ApplicationTemplate[] = gallery.map((entry) => entry.template);

const byId = new Map(gallery.map((entry) => [entry.template.id, entry]));

export const findApplicationTemplate = (id: string): ApplicationTemplate | undefined => byId.get(id)?.template;

/** Whether an application made from this template is reached through agents only. */
export const needsAgent = (templateId: string | undefined): boolean =>
  templateId !== undefined && (byId.get(templateId)?.needsAgent ?? false);

/** The synchronization template of an application; `scim` when it was made from none of the gallery. */
export const jobTemplateId = (templateId: string | undefined): string =>
  (templateId === undefined ? undefined : byId.get(templateId)?.jobTemplateId) ?? 'scim';
