/** What the engine does by itself, for the audit log: jobs that enter quarantine, and escrows that it worked on. */
import type { Clock, Logger } from '@drawbridge/base';
import type { CycleStore, Job, Quarantine } from '@drawbridge/engine';
import type { SqlAuditLog } from '@drawbridge/storage';
import { provisioning, systemName, type Activity } from './activity.ts';
import { AuditTrail, auditDetail, auditTarget, withTrail } from './audit-trail.ts';

type Options = { readonly auditLog: Pick<SqlAuditLog, 'append'>; readonly clock: Clock; readonly logger: Logger };

/** Runs `work` as done by the service itself; what it does in transactions is recorded with them. */
export function asSystem<Result>(clock: Clock, activity: Activity, work: (trail: AuditTrail) => Result): Result {
  const trail = new AuditTrail({ activity, initiator: { type: 'system', displayName: systemName }, clock });
  return withTrail(trail, () => work(trail));
}

export function auditEngine(
  { auditLog, clock, logger }: Options,
  cycles: CycleStore,
): { cycles: CycleStore; onQuarantine(job: Job, quarantine: Quarantine): void } {
  return {
    cycles: withCommitPage(cycles, (jobId, lease, page) => {
      const failed = page.escrows.put.length;
      const mended = page.escrows.clear.length;
      if (failed + mended === 0) return cycles.commitPage(jobId, lease, page);
      return asSystem(clock, provisioning('Other', 'Process escrow'), () => {
        const [record] = page.log;
        auditTarget({ type: 'ServicePrincipal', id: record?.servicePrincipalId ?? jobId });
        auditDetail('JobId', jobId);
        auditDetail('EscrowsFailed', String(failed));
        auditDetail('EscrowsMended', String(mended));
        return cycles.commitPage(jobId, lease, page);
      });
    }),
    onQuarantine(job, { reason, error, currentBegan, nextAttempt }) {
      asSystem(clock, provisioning('Other', 'Quarantine'), (trail) => {
        auditTarget({ type: 'ServicePrincipal', id: job.servicePrincipalId });
        auditDetail('JobId', job.id);
        auditDetail('Reason', reason);
        auditDetail('ErrorCode', error.code);
        auditDetail('ErrorMessage', error.message);
        auditDetail('Began', currentBegan);
        auditDetail('NextAttempt', nextAttempt);
        auditLog
          .append(trail.atEnd(undefined, undefined))
          .catch((err: unknown) => logger.error({ err, jobId: job.id }, 'an audit record was not written'));
      });
    },
  };
}

/** The same store with another `commitPage`; its own methods keep their `this`. */
const withCommitPage = (cycles: CycleStore, commitPage: CycleStore['commitPage']): CycleStore =>
  new Proxy(cycles, {
    get(store, name) {
      if (name === 'commitPage') return commitPage;
      const member: unknown = Reflect.get(store, name, store);
      return typeof member === 'function' ? member.bind(store) : member;
    },
  });
