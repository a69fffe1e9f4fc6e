/** Row types of the agent tables (migration 0003). */
export type AgentTables = {
  agents: {
    id: string;
    machine_name: string;
    version: string;
    os: string;
    public_key_thumbprint: string;
    certificate_pem: string;
    enrolled_at: Date;
    external_ip: string;
    last_contact_at: Date | null;
    revoked_at: Date | null;
  };
  enrolment_tokens: { hash: string; created_at: Date; expires_at: Date; used_at: Date | null };
  agent_groups: { id: string; display_name: string; is_default: boolean; created_at: Date };
  agent_group_members: { group_id: string; agent_id: string };
  published_resources: { id: string; display_name: string; resource_name: string; created_at: Date };
  published_resource_groups: { resource_id: string; group_id: string };
};
