/** Words of the applications that somebody is assigned to. */
export const assigned = {
  application: 'Application',
  role: 'Role',
  since: 'Assigned',
  defaultAccess: 'Default access',
  add: 'Add assignment',
  addTitle: (name: string) => `Assign ${name} to applications`,
  assign: 'Assign',
  find: 'Search applications',
  added: 'Assigned',
  remove: 'Remove assignment',
  removeTitle: (count: string) => `Remove ${count} assignments?`,
  removeBody: 'Who is not assigned in another way loses the account in the application with the next cycle.',
  removed: 'Assignments removed',
  refused: 'Only who may assign applications may do that.',
} as const;
