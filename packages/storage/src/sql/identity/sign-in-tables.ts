/** Row types of the tables of accounts, sign-in and roles (migrations 0010 and 0013). */
export type SignInTables = {
  domains: { name: string; is_default: boolean; declared_at: Date };
  accounts: {
    user_id: string;
    user_handle: string;
    password_hash: string | null;
    must_change_password: boolean;
    password_changed_at: Date | null;
    sessions_valid_from: Date | null;
    last_sign_in_at: Date | null;
  };
  passkeys: {
    id: string;
    user_id: string;
    display_name: string;
    public_key: Buffer;
    counter: string | number;
    transports: string[];
    aaguid: string;
    backed_up: boolean;
    created_at: Date;
    last_used_at: Date | null;
  };
  sign_in_failures: {
    identifier_hash: string;
    source: string;
    failures: number;
    last_failed_at: Date;
    blocked_until: Date | null;
  };
  sign_in_tickets: {
    token_hash: string;
    kind: string;
    user_id: string | null;
    payload: string;
    expires_at: Date;
  };
  identity_providers: {
    id: string;
    display_name: string;
    settings: object;
    client_secret: string;
    created_at: Date;
  };
  federated_identities: { identity_provider_id: string; subject: string; user_id: string };
  role_definitions: {
    id: string;
    display_name: string;
    description: string | null;
    is_enabled: boolean;
    allowed_resource_actions: string[];
    created_at: Date;
  };
};
