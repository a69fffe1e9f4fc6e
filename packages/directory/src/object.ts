/**
 * A directory object of any kind, in its two forms. Stored: flat values under the names of the property table, absent
 * when null. Graph: the same with `onPremisesExtensionAttributes` nested, id and dates beside the properties.
 */
import type { ApplicationProperties } from './application.ts';
import { applicationProperties } from './application.ts';
import { isCustomExtension, type ExtensionValue } from './custom-extension.ts';
import { groupProperties, type GroupProperties } from './group.ts';
import type { Json, Property, PropertyValue, PropertyValues } from './property.ts';
import { servicePrincipalProperties, type ServicePrincipalProperties } from './service-principal.ts';
import { userProperties, type UserProperties } from './user.ts';

export const objectKinds = ['User', 'Group', 'Application', 'ServicePrincipal'] as const;
export type ObjectKind = (typeof objectKinds)[number];

export const propertiesOf: Readonly<Record<ObjectKind, readonly Property[]>> = {
  User: userProperties,
  Group: groupProperties,
  Application: applicationProperties,
  ServicePrincipal: servicePrincipalProperties,
};

const named = (properties: readonly Property[]): ReadonlyMap<string, Property> =>
  new Map(properties.map((property) => [property.name, property]));

const byName: Readonly<Record<ObjectKind, ReadonlyMap<string, Property>>> = {
  User: named(userProperties),
  Group: named(groupProperties),
  Application: named(applicationProperties),
  ServicePrincipal: named(servicePrincipalProperties),
};

/** The definition under this stored name; undefined for unknown names and for custom extensions. */
export const propertyOf = (kind: ObjectKind, name: string): Property | undefined => byName[kind].get(name);

/** As the store keeps it. */
export type StoredObject = {
  readonly kind: ObjectKind;
  readonly id: string;
  readonly values: PropertyValues;
  readonly createdAt: Date;
  readonly deletedAt?: Date;
};

type Identity = {
  readonly id: string;
  readonly createdDateTime: string;
  readonly deletedDateTime?: string | undefined;
};

/** `extension_<appId without dashes>_<name>`. */
export type CustomExtensions = { readonly [name: `extension_${string}`]: ExtensionValue | undefined };

export type User = Identity & UserProperties & CustomExtensions;
export type Group = Identity & GroupProperties & CustomExtensions;
export type Application = Identity & ApplicationProperties & CustomExtensions;
export type ServicePrincipal = Identity & ServicePrincipalProperties & CustomExtensions;

export type ObjectOf = { User: User; Group: Group; Application: Application; ServicePrincipal: ServicePrincipal };

/** A directory object together with its kind, for lists that hold several. */
export type AnyObject = {
  readonly [Kind in ObjectKind]: { readonly kind: Kind; readonly object: ObjectOf[Kind] };
}[ObjectKind];

/** The Graph form. Properties without a value are absent; the API decides which of them it shows as null. */
export function toGraph<Kind extends ObjectKind>(stored: StoredObject & { kind: Kind }): ObjectOf[Kind] {
  const object: Record<string, PropertyValue | undefined> = {
    id: stored.id,
    createdDateTime: stored.createdAt.toISOString(),
    ...(stored.deletedAt ? { deletedDateTime: stored.deletedAt.toISOString() } : {}),
  };
  for (const [name, value] of Object.entries(stored.values)) {
    const within = propertyOf(stored.kind, name)?.within;
    if (within !== undefined)
      object[within] = { ...(object[within] as Record<string, Json> | undefined), [name]: value as Json };
    else if (propertyOf(stored.kind, name) || isCustomExtension(name)) object[name] = value;
  }
  return object as unknown as ObjectOf[Kind];
}
