/**
 * App roles of the object. The complex forms give one JSON text per role, `{"primary":false,"type":…,"display":…,"value":…}`,
 * which the engine writes as the SCIM attribute `roles`; whether it adds or replaces, it decides by the function's name
 * (docs: customize-application-attributes, "Provisioning a role to a SCIM app").
 */
import { required, type FunctionDefinition } from '../function-definition.ts';
import { valuesOf, type Evaluate, type RoleAssignment, type Scope } from '../value.ts';

const rolesAttribute = 'appRoleAssignments';
const roleType = 'WindowsAzureActiveDirectoryRole';

function roleFunction(
  name: string,
  give: (roles: readonly RoleAssignment[]) => ReturnType<Evaluate>,
): FunctionDefinition {
  return {
    name,
    parameters: [required('source', 'Reference')],
    check: (bound) => {
      const source = bound.get('source')?.[0];
      return source?.kind === 'attribute' && source.name === rolesAttribute
        ? undefined
        : `${name} works on [${rolesAttribute}] only`;
    },
    build: () => (scope) => {
      const roles = rolesOf(scope);
      return roles.length === 0 ? undefined : give(roles);
    },
  };
}

function rolesOf({ context }: Scope): readonly RoleAssignment[] {
  if (context.roles) return context.roles;
  const value = context.attributes.get(rolesAttribute);
  if (typeof value !== 'string' && !Array.isArray(value)) return [];
  return valuesOf(value).map((role) => ({ value: role, displayName: role }));
}

function valueOf(role: RoleAssignment): string {
  return role.value ?? role.displayName;
}

function complex(roles: readonly RoleAssignment[]): string[] {
  return roles.map((role) =>
    JSON.stringify({ primary: false, type: roleType, display: role.displayName, value: valueOf(role) }),
  );
}

export const roleFunctions = [
  roleFunction('AppRoleAssignments', (roles) => roles.map(valueOf)),
  roleFunction('SingleAppRoleAssignment', (roles) => roles.slice(0, 1).map(valueOf)[0]),
  roleFunction('AppRoleAssignmentsComplex', complex),
  roleFunction('AssertiveAppRoleAssignmentsComplex', complex),
];
