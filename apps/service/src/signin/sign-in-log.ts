/** Where attempts to sign in are told; the audit log listens here. */
export type SignInEvent = {
  readonly at: Date;
  /** Absent when the name given is nobody's. */
  readonly userId?: string | undefined;
  /** As given, or as the directory has it. */
  readonly userPrincipalName: string;
  readonly source: string;
  readonly method: 'password' | 'passkey' | 'federated' | 'one-time link';
  /** Absent: it succeeded. */
  readonly failure?: string | undefined;
};

export interface SignInLog {
  recordSignIn(event: SignInEvent): void;
}
