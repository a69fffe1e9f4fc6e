/** What a custom role can allow: every action that one of the built-in roles has; a Global Administrator has them all. */
import { actionsOf, type Role } from './roles.ts';

export const knownActions = (roles: readonly Role[]): readonly string[] =>
  [...new Set(roles.filter(({ isBuiltIn }) => isBuiltIn).flatMap(actionsOf))].toSorted();
