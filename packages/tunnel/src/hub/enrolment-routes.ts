/**
 * The two HTTP routes of enrolment as plain functions from JSON to JSON; the service's HTTP server mounts them. Both are
 * open to anyone who reaches the service, so the body is read with distrust and the server should limit it (16 KiB is ample).
 */
import { ApiError, toProvisioningError, type Logger } from '@drawbridge/base';
import type { Enrolment } from './enrolment.ts';
import { publicError } from './upgrade.ts';

export type AgentRouteContext = {
  /** The Authorization header, for renewal. */
  readonly authorization: string | undefined;
  readonly externalIp: string;
};

export type AgentRouteAnswer = { readonly status: number; readonly body: object };

export type AgentRoute = {
  readonly method: 'POST';
  readonly path: string;
  /** `body` is the parsed JSON, whatever it is. Never rejects: a refusal is a status and `{"error":{"code","message"}}`. */
  readonly handle: (body: unknown, context: AgentRouteContext) => Promise<AgentRouteAnswer>;
};

export function enrolmentRoutes(enrolment: Enrolment, logger: Logger): readonly AgentRoute[] {
  return [
    {
      method: 'POST',
      path: '/agent/enrol',
      handle: (body, { externalIp }) =>
        answer(logger, () =>
          enrolment.enrol({
            token: member(body, 'token', 200),
            csrPem: member(body, 'csrPem', 8192),
            machineName: member(body, 'machineName', 255),
            version: member(body, 'version', 100),
            os: member(body, 'os', 100),
            externalIp,
          }),
        ),
    },
    {
      method: 'POST',
      path: '/agent/renew',
      handle: (body, { authorization }) =>
        answer(logger, () => enrolment.renew({ authorization, csrPem: member(body, 'csrPem', 8192) })),
    },
  ];
}

async function answer(logger: Logger, work: () => Promise<object>): Promise<AgentRouteAnswer> {
  try {
    return { status: 200, body: await work() };
  } catch (thrown) {
    const error = toProvisioningError(thrown);
    if (error.reaction === 'bug') logger.error({ err: error }, 'enrolment failed');
    else logger.warn({ code: error.code, reason: error.message }, 'enrolment refused');
    const { status, code, message } = publicError(error);
    return { status, body: { error: { code, message } } };
  }
}

function member(body: unknown, name: string, maxLength: number): string {
  const value =
    typeof body === 'object' && body !== null && Object.hasOwn(body, name)
      ? (body as Record<string, unknown>)[name]
      : undefined;
  if (typeof value !== 'string' || value === '' || value.length > maxLength || value.includes('\0')) {
    throw new ApiError('REQUEST_INVALID', `${name} must be a text of 1 to ${maxLength} characters.`);
  }
  return value;
}
