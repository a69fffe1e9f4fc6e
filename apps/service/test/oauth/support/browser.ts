/** A browser without a screen: keeps cookies by path, follows redirects as long as they stay on the service. */
import { send, type RawAnswer } from '../../support/service.ts';

type Cookie = { value: string; path: string };

export class Browser {
  readonly #cookies = new Map<string, Cookie>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  get cookies(): ReadonlyMap<string, Cookie> {
    return this.#cookies;
  }

  /** The answer that is no redirect of the service's own; `location` is where it leads then. */
  async open(url: string, form?: Readonly<Record<string, string>>): Promise<RawAnswer & { location?: string }> {
    let target = new URL(url, this.#origin);
    let body = form === undefined ? undefined : new URLSearchParams(form);
    for (let hop = 0; hop < 12; hop += 1) {
      const answer = await this.#exchange(target, body);
      const location = answer.headers.get('location');
      if (location === null) return answer;
      const next = new URL(location, target);
      if (next.origin !== this.#origin) return { ...answer, location: next.href };
      target = next;
      body = undefined;
    }
    throw new Error(`The redirects from ${url} do not end.`);
  }

  async #exchange(url: URL, body: URLSearchParams | undefined): Promise<RawAnswer> {
    const cookie = [...this.#cookies]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const answer = await send(url.href, {
      headers: { accept: 'text/html', ...(cookie ? { cookie } : {}) },
      ...(body ? { method: 'POST', body } : {}),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(name);
    else this.#cookies.set(name, { value, path });
  }
}

/** The value of a form's field, or of its action, in a page. */
export function fieldOf(page: string, name: string): string {
  const value = new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1];
  if (value === undefined) throw new Error(`The page has no field '${name}'.`);
  return value;
}
