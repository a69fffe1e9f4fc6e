/** Row types of the audit log (migration 0008). */
export type AuditTables = {
  audit_log: {
    id: string;
    activity_at: Date;
    activity: string;
    category: string;
    operation_type: string;
    service: string;
    correlation_id: string;
    result: string;
    result_reason: string;
    initiator_type: string;
    initiator_id: string | null;
    initiator_app_id: string | null;
    initiator_display_name: string | null;
    initiator_principal_name: string | null;
    ip_address: string | null;
    details: string;
  };
  audit_targets: {
    audit_id: string;
    position: number;
    target_id: string | null;
    type: string;
    display_name: string | null;
    principal_name: string | null;
    modified: string;
  };
};
