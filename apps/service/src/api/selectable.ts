/** Which names `$select` may hold for each kind of object, and where their values are stored. */
import { ApiError } from '@drawbridge/base';
import { isCustomExtension, propertiesOf, propertyOf, type ObjectKind } from '@drawbridge/directory';
import { defaultsOf } from './graph-object.ts';

/** Of Graph's, and always null here: clients that ask for them must not fail. */
const alwaysNull: Readonly<Record<ObjectKind, readonly string[]>> = {
  User: ['aboutMe', 'assignedLicenses', 'assignedPlans', 'identities', 'passwordProfile', 'signInSessionsValidFromDateTime'],
  Group: ['assignedLicenses', 'classification', 'expirationDateTime', 'isAssignableToRole', 'membershipRuleProcessingStatus', 'securityIdentifier', 'theme'],
  Application: ['defaultRedirectUri', 'disabledByMicrosoftStatus', 'samlMetadataUrl', 'uniqueName', 'verifiedPublisher'],
  ServicePrincipal: ['customSecurityAttributes', 'disabledByMicrosoftStatus', 'samlMetadataUrl', 'verifiedPublisher'],
}; // prettier-ignore

const identity = ['id', 'createdDateTime', 'deletedDateTime'];

/** The names under which the store keeps what is selected. Throws REQUEST_INVALID for a name that the kind does not have. */
export function storedNames(kind: ObjectKind, select: readonly string[]): readonly string[] {
  return select.flatMap((name) => {
    if (isCustomExtension(name)) return [name];
    const property = propertyOf(kind, name);
    if (property && !property.internal && property.within === undefined) return [name];
    const parts = propertiesOf[kind].filter(({ within }) => within === name);
    if (parts.length > 0) return parts.map((part) => part.name);
    if (identity.includes(name) || defaultsOf[kind].includes(name) || alwaysNull[kind].includes(name)) return [];
    throw new ApiError('REQUEST_INVALID', `Could not find a property named '${name.slice(0, 128)}' on type '${kind}'.`);
  });
}
