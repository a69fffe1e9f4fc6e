/** Who may do what with applications and service principals. What names one in its path is open to its owners, too. */
const reading = ['Application.Read.All', 'Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy'] as const;

export const anyone = { config: { permissions: 'anyone' } } as const;
export const read = { config: { permissions: reading, opensToOwners: true } } as const;
export const write = { config: { permissions: ['Application.ReadWrite.All'], opensToOwners: true } } as const;
/** Who makes something owns it, so there is no owner to ask yet. */
export const create = {
  config: { permissions: ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy'] },
} as const;
export const readAssignments = {
  config: {
    permissions: ['AppRoleAssignment.ReadWrite.All', 'Application.Read.All', 'Application.ReadWrite.All'],
    opensToOwners: true,
  },
} as const;
export const assign = { config: { permissions: ['AppRoleAssignment.ReadWrite.All'], opensToOwners: true } } as const;
/** Seen from the principal: who owns that has no say in what it is assigned to. */
export const assignPrincipal = { config: { permissions: ['AppRoleAssignment.ReadWrite.All'] } } as const;

export type ById = { Params: { id: string } };
