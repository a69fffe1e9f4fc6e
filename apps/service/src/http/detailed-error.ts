/** An error that consists of several findings: Graph's `details[]`. */
import { ProvisioningError, type ErrorCode } from '@drawbridge/base';

export type ErrorDetail = {
  readonly code: string;
  readonly message: string;
  /** Where in the request it is wrong. */
  readonly target: string;
};

export class DetailedError extends ProvisioningError {
  readonly findings: readonly ErrorDetail[];

  constructor(code: ErrorCode, message: string, findings: readonly ErrorDetail[]) {
    super(code, message);
    this.findings = findings;
  }
}
