/** What callers write: the properties of an object by their Graph names, and what is linked to it in the same transaction. */
import type { ApplicationProperties } from './application.ts';
import type { GroupProperties } from './group.ts';
import type { CustomExtensions } from './object.ts';
import type { InputOf } from './property.ts';
import type { ServicePrincipalProperties } from './service-principal.ts';
import type { UserProperties } from './user.ts';

export type UserInput = InputOf<Omit<UserProperties, 'managerId'>> & CustomExtensions;
export type GroupInput = InputOf<GroupProperties> & CustomExtensions;
export type ApplicationInput = InputOf<ApplicationProperties>;
export type ServicePrincipalInput = InputOf<ServicePrincipalProperties>;

/** By id; added in the same transaction. */
export type GroupLinks = { readonly memberIds?: readonly string[]; readonly ownerIds?: readonly string[] };
