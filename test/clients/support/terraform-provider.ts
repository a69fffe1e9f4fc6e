/**
 * The requests of Terraform's azuread provider, in its order and with its headers: it asks the host for its addresses, gets
 * one token and looks into it, and after every change reads again and again until the answers agree.
 */
import type { ClientCredentials } from '@drawbridge/testkit/processes';

export type Answer = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers };
type Endpoints = { readonly graph: string; readonly login: string };
export type Claims = Readonly<Record<string, unknown>>;

const headers = {
  accept: 'application/json; charset=utf-8; IEEE754Compatible=false; odata.metadata=full',
  'content-type': 'application/json; charset=utf-8',
  'odata-maxversion': '4.0',
  'odata-version': '4.0',
  'user-agent': 'HashiCorp Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-azuread/3.4.0',
};
/** Good answers in a row, before a change counts as seen. */
const readsInARow = 5;

export class TerraformProvider {
  readonly endpoints: Endpoints;
  readonly claims: Claims;
  readonly #token: string;

  private constructor(endpoints: Endpoints, token: string) {
    this.endpoints = endpoints;
    this.#token = token;
    this.claims = claimsOf(token);
  }

  /** `metadata_host`, `tenant_id`, `client_id`, `client_secret`. */
  static async configure(metadataHost: string, credentials: ClientCredentials): Promise<TerraformProvider> {
    const endpoints = await readEndpoints(metadataHost);
    const answer = await fetch(`${endpoints.login}/${credentials.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
        grant_type: 'client_credentials',
        scope: `${endpoints.graph}/.default`,
      }),
    });
    const { access_token: token, token_type: type } = (await answer.json()) as Record<string, string>;
    if (token === undefined || type !== 'Bearer') throw new Error(`The token endpoint answered ${answer.status}.`);
    return new TerraformProvider(endpoints, token);
  }

  /** A body of undefined is none, though the header says JSON. */
  async call(method: string, path: string, body?: object, version = 'v1.0'): Promise<Answer> {
    const answer = await fetch(`${this.endpoints.graph}/${version}${path}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${this.#token}` },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    const document = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: answer.status, body: document, headers: answer.headers };
  }

  /** Throws at an answer with another status. */
  async expect(status: number, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await this.call(method, path, body);
    if (answer.status !== status)
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** What was made is there, at once and every time. Gives the last answer. */
  async untilThere(path: string): Promise<Record<string, unknown>> {
    let last: Record<string, unknown> = {};
    for (let time = 0; time < readsInARow; time++) last = await this.expect(200, 'GET', path);
    return last;
  }

  /** What was deleted is gone, at once and every time. */
  async untilGone(path: string): Promise<void> {
    for (let time = 0; time < readsInARow; time++) await this.expect(404, 'GET', path);
  }
}

/** Always https, whatever it was given. The provider needs a name, an address of the API and one for sign-in. */
async function readEndpoints(metadataHost: string): Promise<Endpoints> {
  const answer = await fetch(`https://${metadataHost}/metadata/endpoints?api-version=2022-09-01`);
  const { name, resourceManager, microsoftGraphResourceId, authentication } = (await answer.json()) as Record<
    string,
    string
  > & { authentication: { loginEndpoint: string; audiences: readonly string[] } };
  if (!name || !resourceManager || !microsoftGraphResourceId || authentication.audiences.length === 0)
    throw new Error('The metadata lack what the provider needs.');
  return { graph: microsoftGraphResourceId.replace(/\/$/, ''), login: authentication.loginEndpoint };
}

function claimsOf(token: string): Claims {
  const parts = token.split('.');
  if (parts.length !== 3) throw new Error('The token has not three parts.');
  return JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString()) as Claims;
}
