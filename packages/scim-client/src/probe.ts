/**
 * Judges the answer to the connection probe: a search for a user that cannot exist. Here more is known than of other
 * requests: nothing but an empty list will do. Source: scim-wire of Microsoft Entra, "Test Connection".
 */
import { ScimError, TransportError, type ErrorCode } from '@drawbridge/base';
import { readListResponse } from '@drawbridge/scim';
import { detailsOf, line, readAnswer, shownBody, type Answered } from './answered.ts';
import { isSuccess, readError } from './read-error.ts';

/** A target in trouble may be SCIM for all that. */
const trouble: ReadonlySet<ErrorCode> = new Set([
  'TARGET_RATE_LIMITED',
  'TARGET_UNAVAILABLE',
  'TARGET_FAILED',
  'TARGET_TIMEOUT',
]);

/** @throws TARGET_UNAUTHORIZED for 401 and 403, TARGET_NOT_SCIM for whatever else is no empty list, or the trouble it is in. */
export function judgeProbe(answered: Answered, now: Date): void {
  const { status } = answered.response;
  if (status === 401 || status === 403) throw unauthorized(answered);
  if (!isSuccess(status)) {
    const error = readError(answered, now);
    throw trouble.has(error.code) ? error : notScim(answered, error);
  }
  const list = readList(answered);
  // Matching would then take the wrong person for the right one.
  if (list.resources.length > 0) {
    const fact = 'The filter of the request is ignored: a user was found that does not exist';
    throw new ScimError('TARGET_NOT_SCIM', `${line(answered)}. ${fact}.`, { details: detailsOf(answered) });
  }
}

function readList(answered: Answered): ReturnType<typeof readListResponse> {
  try {
    return readListResponse(readAnswer(answered));
  } catch (error) {
    throw notScim(answered, error);
  }
}

function unauthorized(answered: Answered): TransportError {
  const advice = 'The application refuses the Secret Token. Set a valid one';
  const message = `${line(answered)}. ${advice}. ${shownBody(answered)}`;
  return new TransportError('TARGET_UNAUTHORIZED', message, { details: detailsOf(answered) });
}

/** Shows the whole URL, the status and the beginning of the body, so that an administrator sees what was met there. */
function notScim(answered: Answered, cause: unknown): ScimError {
  const advice =
    'This is not the list that SCIM answers with. Check the Tenant URL: it must be the base of a SCIM 2.0 API';
  const message = `${line(answered)}. ${advice}. ${shownBody(answered)}`;
  return new ScimError('TARGET_NOT_SCIM', message, { details: detailsOf(answered), cause });
}
