/**
 * A browser without a screen, over HTTPS: keeps cookies by path, follows redirects within the service, fills in its pages,
 * and sends the one form that sends itself.
 */
import type { Account } from './installation.ts';

type Cookie = { readonly value: string; readonly path: string };
export type Page = {
  /** Where it stands; outside of the service when a redirect led there. */
  readonly at: URL;
  readonly text: string;
};

export class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, Cookie>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** The page at the end of the redirects, or the first address outside of the service. */
  async open(address: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    let at = new URL(address, this.#origin);
    let body = form === undefined ? undefined : new URLSearchParams(form);
    for (let left = 12; left > 0; left--) {
      const answer = await this.#request(at, body);
      const location = answer.headers.get('location');
      const text = await answer.text();
      if (location === null) return text.includes('.submit()') ? send({ at, text }) : { at, text };
      at = new URL(location, at);
      body = undefined;
      if (at.origin !== this.#origin) return { at, text: '' };
    }
    throw new Error(`The redirects from ${address} do not end.`);
  }

  /** From the page that asks for the user name to wherever the sign-in leads. */
  async signIn({ at }: Page, { userPrincipalName: username, password }: Account): Promise<Page> {
    await this.open(at.href, { username });
    return this.open(`${at.pathname}/password`, { username, password });
  }

  /** Types a device's code, agrees, and signs in. */
  async connectDevice(userCode: string, account: Account): Promise<Page> {
    const form = await this.open('/device');
    const question = await this.open('/device', { xsrf: fieldOf(form, 'xsrf'), user_code: userCode });
    const agreed = { xsrf: fieldOf(question, 'xsrf'), user_code: userCode, confirm: 'yes' };
    return this.signIn(await this.open('/device', agreed), account);
  }

  async #request(url: URL, body: URLSearchParams | undefined): Promise<Response> {
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }) },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, { value, path });
  }
}

/** `response_mode=form_post`: the page posts what it has for the application as soon as it is there. */
async function send(page: Page): Promise<Page> {
  const action = /<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of page.text.matchAll(/name="([^"]+)" value="([^"]*)"/g))
    fields.append(name, value);
  const answer = await fetch(action, { method: 'POST', body: fields });
  return { at: new URL(action), text: await answer.text() };
}

function fieldOf({ at, text }: Page, name: string): string {
  const value = new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(text)?.[1];
  if (value === undefined) throw new Error(`The page ${at.pathname} has no field '${name}': ${text.slice(0, 2_000)}`);
  return value;
}
