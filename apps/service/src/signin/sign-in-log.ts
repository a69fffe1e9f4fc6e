/** Where attempts to sign in are told: the log of the service, and the audit log, where administrators see them. */
import { newId, newTimeOrderedId, type Clock, type Logger } from '@drawbridge/base';
import type { User } from '@drawbridge/directory';
import type { SqlAuditLog } from '@drawbridge/storage';

export type SignInEvent = {
  /** Absent when the name given is nobody's. The name itself is not told: it may be a password in the wrong field. */
  readonly user?: User | undefined;
  readonly source: string;
  readonly method: 'password' | 'passkey' | 'federated';
  /** What the person signs in to; absent when it is not known. */
  readonly application?: { readonly appId: string; readonly displayName: string } | undefined;
  /** Absent: it succeeded. */
  readonly failure?: string | undefined;
};

export interface SignInLog {
  /** Never throws: an attempt that could not be written down is told in the log of the service. */
  recordSignIn(event: SignInEvent): Promise<void>;
}

export function createSignInLog({
  auditLog,
  clock,
  logger,
}: {
  auditLog: Pick<SqlAuditLog, 'append'>;
  clock: Clock;
  logger: Logger;
}): SignInLog {
  return {
    async recordSignIn({ user, source, method, application, failure }) {
      const activityAt = clock.now();
      const told = { userId: user?.id, source, method, appId: application?.appId, failure };
      logger.info(told, failure === undefined ? 'signed in' : 'sign-in refused');
      const who = {
        id: user?.id ?? '',
        displayName: user?.displayName ?? '',
        userPrincipalName: user?.userPrincipalName ?? '',
      };
      const details = [
        { key: 'Authentication method', value: method },
        { key: 'IP address', value: source },
        ...(application
          ? [
              { key: 'Application', value: application.displayName },
              { key: 'AppId', value: application.appId },
            ]
          : []),
      ];
      try {
        await auditLog.append([
          {
            id: newTimeOrderedId(activityAt.getTime()),
            activityAt,
            activity: 'Sign-in',
            category: 'SignInLogs',
            operationType: 'Other',
            service: 'Authentication Methods',
            correlationId: newId(),
            result: failure === undefined ? 'success' : 'failure',
            resultReason: failure ?? '',
            initiator: { type: 'user', ...who, ipAddress: source },
            targets: user ? [{ ...who, type: 'User', modifiedProperties: [] }] : [],
            details,
          },
        ]);
      } catch (err) {
        logger.error({ err, ...told }, 'an attempt to sign in was not written to the audit log');
      }
    },
  };
}
