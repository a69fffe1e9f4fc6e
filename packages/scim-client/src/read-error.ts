/**
 * Translates a status and a SCIM error document (RFC 7644 §3.12) into the codes of the catalog. The only place that
 * does: nobody downstream looks at a status number or a message text.
 */
import { TransportError, type ErrorCode, type ProvisioningError } from '@drawbridge/base';
import { readErrorDocument } from '@drawbridge/scim';
import { detailsOf, line, masked, shownBody, tryReadAnswer, type Answered } from './answered.ts';
import { retryAfterMs } from './retry-after.ts';

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** The error for an answer that is no success. `now` is what a Retry-After date is measured from. */
export function readError(answered: Answered, now: Date): ProvisioningError {
  const { response, secrets } = answered;
  const document = tryReadAnswer(answered);
  const said = document === undefined ? undefined : readErrorDocument(document);
  const code = codeOf(answered, said?.scimType);
  const waitMs =
    code === 'TARGET_RATE_LIMITED' || code === 'TARGET_UNAVAILABLE' ? retryAfterMs(response.headers, now) : undefined;
  const type = said?.scimType === undefined ? '' : ` ${masked(said.scimType, secrets).slice(0, 100)}`;
  const reason = said?.detail === undefined ? shownBody(answered) : masked(said.detail, secrets).slice(0, 500);
  return new TransportError(code, `${line(answered)}${type}. ${reason}`, {
    details: {
      ...detailsOf(answered),
      ...(type === '' ? {} : { scimType: type.trim() }),
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    },
  });
}

const codeOfStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'TARGET_UNAUTHORIZED',
  403: 'TARGET_FORBIDDEN',
  405: 'TARGET_METHOD_NOT_SUPPORTED',
  408: 'TARGET_TIMEOUT',
  409: 'TARGET_CONFLICT',
  412: 'TARGET_CHANGED',
  429: 'TARGET_RATE_LIMITED',
  501: 'TARGET_METHOD_NOT_SUPPORTED',
  503: 'TARGET_UNAVAILABLE',
};

function codeOf({ response: { status }, isResource }: Answered, scimType: string | undefined): ErrorCode {
  const known = codeOfStatus[status];
  if (known !== undefined) return known;
  // On a collection it is the endpoint that is missing: a target without groups.
  if (status === 404 || status === 410) return isResource ? 'TARGET_RESOURCE_GONE' : 'TARGET_METHOD_NOT_SUPPORTED';
  if (status >= 500) return 'TARGET_FAILED';
  if (status < 400) return 'TARGET_ANSWER_INVALID';
  return scimType?.toLowerCase() === 'uniqueness' ? 'TARGET_CONFLICT' : 'TARGET_REJECTED_VALUE';
}
