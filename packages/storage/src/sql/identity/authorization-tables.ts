/** Row types of the authorization server's tables (migration 0009). */
export type AuthorizationTables = {
  signing_keys: { kid: string; sealed_key: string; created_at: Date };
  authorization_records: {
    model: string;
    id_hash: string;
    sealed_payload: string;
    grant_hash: string | null;
    uid_hash: string | null;
    user_code_hash: string | null;
    account_id: string | null;
    expires_at: Date;
    consumed_at: Date | null;
  };
};
