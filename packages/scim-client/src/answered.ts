/**
 * A request with its answer, as an error message shows them: the whole URL, the status, the beginning of the body.
 * A target may echo the token in a debug page, so it is masked in whatever comes from there.
 */
import { ScimError } from '@drawbridge/base';
import { readDocument, type ScimObject } from '@drawbridge/scim';
import type { HttpMethod, HttpResponse } from '@drawbridge/transport';

export type Answered = {
  readonly method: HttpMethod;
  readonly url: string;
  /** The URL is that of one resource, so that 404 speaks of it. */
  readonly isResource: boolean;
  readonly response: HttpResponse;
  /** What must not be shown. */
  readonly secrets: readonly string[];
};

const shownCharacters = 500;
/** Enough that 500 characters are left when what is masked has been taken out. */
const readBytes = 64 * 1024;
/** The transport has refused larger answers already. */
const limits = { maxBytes: 64 * 1024 * 1024 };

/**
 * The document in a successful answer.
 * @throws ScimError TARGET_ANSWER_INVALID when the body is none.
 */
export function readAnswer(answered: Answered): ScimObject {
  try {
    return readDocument(answered.response.body, limits);
  } catch (error) {
    const reason = error instanceof ScimError ? error.message : String(error);
    throw answerInvalid(answered, whatElse(answered.response) ?? reason);
  }
}

/** The document in an answer that says no; undefined when there is none. */
export function tryReadAnswer({ response }: Answered): ScimObject | undefined {
  try {
    return readDocument(response.body, limits);
  } catch {
    return undefined; // Errors often come from a proxy, as HTML: the status says enough.
  }
}

/** No cause: what a parser throws may quote the body, and is not masked. */
export function answerInvalid(answered: Answered, fact: string): ScimError {
  const message = `${line(answered)}. ${masked(fact, answered.secrets)} ${shownBody(answered)}`;
  return new ScimError('TARGET_ANSWER_INVALID', message, { details: detailsOf(answered) });
}

/** `GET https://host/scim/Users answered 404`. */
export const line = ({ method, url, response }: Answered): string => `${method} ${url} answered ${response.status}`;

export const detailsOf = ({ method, url, response }: Answered): { method: string; url: string; status: number } => ({
  method,
  url,
  status: response.status,
});

/** The beginning of the body, or what is known of it otherwise. */
export function shownBody(answered: Answered): string {
  const { body, headers } = answered.response;
  const { location } = headers;
  const redirect = location === undefined ? '' : `It redirects to ${masked(location, answered.secrets)}. `;
  if (body.byteLength === 0) return `${redirect}The body is empty.`;
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, readBytes)).toString('utf8');
  const hidden = masked(text, answered.secrets);
  // A secret that the cut went through cannot be recognised: leave out what may be the beginning of one.
  const longest = Math.max(0, ...answered.secrets.map((secret) => secret.length));
  const whole = body.byteLength > readBytes ? hidden.slice(0, -longest - 1) : hidden;
  // Control characters would let a target write into the terminal that shows the log.
  const shown = whole
    .slice(0, shownCharacters)
    .replace(/[^\P{C}\n]/gu, ' ')
    .trim();
  return `${redirect}Body: ${shown}`;
}

export const masked = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);

/** What the body is, where it is no JSON and known to be something else. */
function whatElse({ headers, body }: HttpResponse): string | undefined {
  if (body.byteLength === 0) return 'A SCIM document was expected.';
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding !== 'identity') return `The body is coded as ${coding}, which was not asked for.`;
  return isWebPage({ headers, body }) ? 'The body is a web page, not a SCIM document.' : undefined;
}

/** Whether it was something on the way that answered: a sign-in page, a captive portal. */
export function isWebPage({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): boolean {
  if (body.byteLength === 0) return false;
  const first = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 64)).toString('utf8').trimStart();
  return first.startsWith('<') || headers['content-type']?.includes('html') === true;
}
