/** Builds the URLs of requests. Every value is escaped for its place, so that a name with `&`, `+` or `"` finds its person. */
import { ScimError } from '@drawbridge/base';

export type Endpoint = 'Users' | 'Groups';

/** The other resources a client asks for (RFC 7644 §4). */
export type ServiceEndpoint = 'Schemas' | 'ServiceProviderConfig' | 'Bulk';

export class ResourceUrls {
  readonly #root: string;
  /** Parameters of the Tenant URL, which go with every request. */
  readonly #always: readonly string[];

  constructor(baseUrl: string) {
    const [root = '', query = ''] = baseUrl.split('?', 2);
    this.#root = root.replace(/\/+$/, '');
    this.#always = query === '' ? [] : [query];
  }

  /** `{base}/Users?a&b`; parameters come encoded. */
  collection(endpoint: Endpoint | ServiceEndpoint, parameters: readonly string[] = []): string {
    return this.#withQuery(`${this.#root}/${endpoint}`, parameters);
  }

  /**
   * `{base}/Users/{id}`.
   * @throws ScimError SCIM_INVALID_VALUE for an id that would lead to another URL than its own.
   */
  resource(endpoint: Endpoint, id: string, parameters: readonly string[] = []): string {
    // A URL drops dot segments even when they are escaped, and a DELETE must not reach the collection.
    if (id === '' || id === '.' || id === '..') {
      throw new ScimError('SCIM_INVALID_VALUE', `"${id}" cannot be the id of a resource, so no URL leads to it.`);
    }
    return this.#withQuery(`${this.#root}/${endpoint}/${encode(id)}`, parameters);
  }

  #withQuery(url: string, parameters: readonly string[]): string {
    const all = this.#always.length === 0 ? parameters : [...this.#always, ...parameters];
    return all.length === 0 ? url : `${url}?${all.join('&')}`;
  }
}

/** A space becomes %20, not +: every target reads the former, also those that do not take a query for a form. */
export const parameter = (name: string, value: string): string => `${name}=${encode(value)}`;

export const withoutMembers = 'excludedAttributes=members';

/** Half of a surrogate pair cannot be sent; encodeURIComponent would throw at it. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
