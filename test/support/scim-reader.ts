/** Reads the target as a stranger would: by SCIM, page by page. */
import { Pool } from 'undici';

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export type ScimUser = {
  readonly id: string;
  readonly userName: string;
  readonly externalId?: string;
  readonly displayName?: string;
  readonly title?: string;
  readonly active?: boolean;
  readonly name?: { readonly givenName?: string; readonly familyName?: string };
  readonly [enterprise]?: { readonly department?: string; readonly manager?: { readonly value: string } };
};
export type ScimGroup = {
  readonly id: string;
  readonly externalId?: string;
  readonly displayName: string;
  readonly members?: readonly { readonly value: string }[];
};
type Page<T> = { readonly totalResults: number; readonly Resources?: readonly T[] };

const pageSize = 1000;
const quoted = (text: string): string => JSON.stringify(text);

export class ScimReader {
  readonly #pool: Pool;
  readonly #base: string;
  readonly #token: string;

  /** `url`: the base, with `/scim`. */
  constructor(url: string, token: string) {
    const { origin, pathname } = new URL(url);
    this.#pool = new Pool(origin, { connections: 4 });
    this.#base = pathname;
    this.#token = token;
  }

  users(attributes?: string): Promise<ScimUser[]> {
    return this.#all('/Users', attributes);
  }

  groups(attributes?: string): Promise<ScimGroup[]> {
    return this.#all('/Groups', attributes);
  }

  async countUsers(): Promise<number> {
    return (await this.get<Page<ScimUser>>('/Users?count=0')).totalResults;
  }

  async countGroups(): Promise<number> {
    return (await this.get<Page<ScimGroup>>('/Groups?count=0')).totalResults;
  }

  findUser(userName: string): Promise<ScimUser | undefined> {
    return this.#find('/Users', `userName eq ${quoted(userName)}`);
  }

  findGroup(displayName: string): Promise<ScimGroup | undefined> {
    return this.#find('/Groups', `displayName eq ${quoted(displayName)}`);
  }

  /** Throws for everything but 200. */
  async get<T>(path: string): Promise<T> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const answer = await this.#pool.request({ method: 'GET', path: `${this.#base}${path}`, headers });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`GET ${path} answered ${answer.statusCode}: ${text}`);
    return JSON.parse(text) as T;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #find<T>(path: string, filter: string): Promise<T | undefined> {
    const page = await this.get<Page<T>>(`${path}?filter=${encodeURIComponent(filter)}`);
    return page.Resources?.[0];
  }

  async #all<T>(path: string, attributes: string | undefined): Promise<T[]> {
    const found: T[] = [];
    const only = attributes === undefined ? '' : `&attributes=${encodeURIComponent(attributes)}`;
    for (;;) {
      const query = `?startIndex=${found.length + 1}&count=${pageSize}&sortBy=id${only}`;
      const { totalResults, Resources = [] } = await this.get<Page<T>>(`${path}${query}`);
      found.push(...Resources);
      if (found.length >= totalResults || Resources.length === 0) return found;
    }
  }
}
