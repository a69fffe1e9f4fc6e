/** From a template of the gallery to the pair that Graph makes of it: application and service principal. */
import { newId } from '@drawbridge/base';
import type { AppRole } from './app-role.ts';
import type { PropertyValue } from './property.ts';

/** The part of an application template that matters to the directory; the gallery itself belongs to the API. */
export type InstantiableTemplate = {
  readonly id: string;
  readonly displayName: string;
  readonly homePageUrl?: string | null | undefined;
  readonly logoUrl?: string | null | undefined;
  /** Any app the administrator names: marked as custom in Graph. */
  readonly isCustom?: boolean | undefined;
};

type Values = Record<string, PropertyValue>;

const gallery = 'WindowsAzureActiveDirectoryIntegratedApp';
const custom = 'WindowsAzureActiveDirectoryCustomSingleSignOnApplication';

function userRoles(): AppRole[] {
  const role = (displayName: string): AppRole => ({
    id: newId(),
    displayName,
    description: displayName,
    value: null,
    isEnabled: true,
    allowedMemberTypes: ['User'],
    origin: 'Application',
  });
  return [role('User'), role('msiam_access')];
}

/** Values of the two objects; ids of the objects themselves are the caller's. */
export function fromTemplate(
  template: InstantiableTemplate,
  displayName: string,
): { application: Values; servicePrincipal: Values } {
  const appId = newId();
  const appRoles = userRoles();
  const shared: Values = {
    appId,
    displayName,
    applicationTemplateId: template.id,
    signInAudience: 'AzureADMyOrg',
    tags: template.isCustom ? [gallery, custom] : [gallery],
    appRoles: appRoles.map((role) => ({ ...role })),
    info: { logoUrl: template.logoUrl ?? null },
  };
  const scope = {
    id: newId(),
    adminConsentDisplayName: `Access ${displayName}`,
    adminConsentDescription: `Allow the application to access ${displayName} on behalf of the signed-in user.`,
    isEnabled: true,
    type: 'User',
    value: 'user_impersonation',
  };
  return {
    application: {
      ...shared,
      web: { homePageUrl: template.homePageUrl ?? null, redirectUris: [] },
      api: { oauth2PermissionScopes: [scope] },
    },
    servicePrincipal: {
      ...shared,
      appDisplayName: displayName,
      servicePrincipalType: 'Application',
      accountEnabled: true,
      appRoleAssignmentRequired: true,
      servicePrincipalNames: [appId],
      oauth2PermissionScopes: [scope],
      homepage:
        template.homePageUrl ??
        'https://account.activedirectory.windowsazure.com:444/applications/default.aspx?metadata=customappsso|ISV9.1|primary|z',
    },
  };
}
