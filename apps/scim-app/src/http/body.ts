/** Reading bodies: SCIM JSON within the limits, and nothing a database could not keep. */
import { ApiError, ScimError } from '@drawbridge/base';
import { isObject, readDocument, type ScimObject, type ScimValue } from '@drawbridge/scim';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export const maxBodyBytes = 1_048_576;

const contentTypes = ['application/scim+json', 'application/json'];

/** Replaces fastify's own parsers. A body that is empty is none. */
export function acceptScimBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>(contentTypes, { parseAs: 'buffer' }, (_request, bytes, done) => {
    try {
      done(null, bytes.length === 0 ? undefined : readBody(bytes));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** The body of a request that must have one. @throws ScimError SCIM_INVALID_SYNTAX. */
export function bodyOf(request: FastifyRequest): ScimObject {
  const body = request.body as ScimObject | undefined;
  if (body === undefined)
    throw new ScimError('SCIM_INVALID_SYNTAX', 'The request has no body; it needs a JSON object.');
  return body;
}

function readBody(bytes: Buffer): ScimObject {
  const document = readDocument(bytes, { maxBytes: maxBodyBytes });
  if (bytes.includes('\\u0000') && holdsNul(document)) {
    throw new ScimError(
      'SCIM_INVALID_VALUE',
      'The body holds the character U+0000, which cannot be stored. Leave it out.',
    );
  }
  return document;
}

/** Names too: a document of readable depth, so recursion is bounded. */
function holdsNul(value: ScimValue): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (Array.isArray(value)) return value.some(holdsNul);
  return isObject(value) && Object.entries(value).some(([name, member]) => name.includes('\0') || holdsNul(member));
}

export const tooLarge = (): ApiError =>
  new ApiError('REQUEST_TOO_LARGE', `The body is larger than ${maxBodyBytes} bytes. Send fewer values at a time.`);
