/** Row types of the identity tables (migration 0004). */
export type IdentityTables = {
  installation: { key: string; value: string; sealed: boolean };
  password_credentials: {
    key_id: string;
    application_id: string;
    display_name: string;
    hint: string;
    hash: string;
    created_at: Date;
    expires_at: Date | null;
  };
  role_assignments: { id: string; principal_id: string; role_definition_id: string; created_at: Date };
};
