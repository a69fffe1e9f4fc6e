/** Row types of the identity tables (migrations 0004 and 0007). */
export type IdentityTables = {
  key_credentials: {
    key_id: string;
    application_id: string;
    display_name: string;
    certificate_pem: string;
    thumbprint: string;
    thumbprint_sha256: string;
    not_before: Date;
    expires_at: Date;
  };
  federated_identity_credentials: {
    id: string;
    application_id: string;
    name: string;
    issuer: string;
    subject: string;
    audiences: string[];
    description: string | null;
  };
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
  role_assignments: {
    id: string;
    principal_id: string;
    role_definition_id: string;
    created_at: Date;
    granted_by?: string | null;
  };
};
