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

/** Of any host, as clients made for another one still write it; an id of the tenant may stand before the collection. */
const objectPath =
  /^https?:\/\/[^/?#\s]+\/(?:v1\.0|beta)\/(?:[0-9a-f-]{36}\/)?(?:users|groups|servicePrincipals|directoryObjects|applications)(?:\/|\(')([^/'()?#]+)(?:'\))?$/i;

/** The id of a directory object that a `$ref` or `@odata.bind` names. Throws REQUEST_INVALID for anything else. */
export function referencedObjectId(reference: string): string {
  const id = objectPath.exec(reference.replace(/\/+$/, ''))?.[1] ?? '';
  if (isUuid(id)) return id.toLowerCase();
  throw new ApiError(
    'REQUEST_INVALID',
    `Not a valid reference update: '${reference.slice(0, 256)}' does not name a directory object. Give https://{host}/v1.0/directoryObjects/{id}.`,
  );
}
