/** `$ref` bodies: `{"@odata.id":"https://HOST/v1.0/directoryObjects/{id}"}`. */
import { ApiError, isUuid } from '@drawbridge/base';
import { z } from 'zod';

export const referenceBody = z.object({ '@odata.id': z.string().max(2048) });

/** The id at the end of the reference. Throws REQUEST_INVALID when there is none. */
export function referencedId(body: z.output<typeof referenceBody>): string {
  const text = body['@odata.id'].replace(/\/+$/, '');
  const id = /(?:\/|\(')([^/'()]+)(?:'\))?$/.exec(text)?.[1] ?? text;
  if (!isUuid(id))
    throw new ApiError(
      'REQUEST_INVALID',
      `Not a valid reference update: '@odata.id' ends in '${id}', which is no object id.`,
    );
  return id.toLowerCase();
}
