/** A browser without a screen: follows redirects by hand, keeps cookies by path, fills in forms. */
import { send, type RawAnswer } from './service.ts';

type Cookie = { readonly name: string; readonly value: string; readonly path: string };

export class Visitor {
  readonly base: string;
  readonly #cookies = new Map<string, Cookie>();

  constructor(base: string) {
    this.base = base;
  }

  /** One request; cookies are sent and kept as a browser does it. */
  async visit(path: string, form?: Readonly<Record<string, string>>): Promise<RawAnswer> {
    const url = new URL(path, this.base);
    const cookie = [...this.#cookies.values()]
      .filter((each) => url.pathname === each.path || url.pathname.startsWith(each.path.replace(/\/?$/, '/')))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const answer = await send(url.href, {
      headers: { ...(cookie ? { cookie } : {}), ...(form ? { 'sec-fetch-site': 'same-origin' } : {}) },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const text of answer.headers.getSetCookie()) this.#keep(text);
    return answer;
  }

  /** Follows redirects within the service; stops at a page, or at the first address elsewhere, with that as `location`. */
  async follow(path: string, form?: Readonly<Record<string, string>>): Promise<RawAnswer & { at: string }> {
    let answer = await this.visit(path, form);
    let at = new URL(path, this.base).href;
    for (let left = 12; left > 0 && answer.status >= 300 && answer.status < 400; left--) {
      at = new URL(answer.headers.get('location') ?? '', at).href;
      if (new URL(at).origin !== new URL(this.base).origin) break;
      answer = await this.visit(at);
    }
    return { ...answer, at };
  }

  #keep(text: string): void {
    const [pair = '', ...attributes] = text.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const valueOf = (wanted: string) =>
      attributes.find((each) => each.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = valueOf('path') ?? '/';
    const isOver = valueOf('max-age') === '0' || new Date(valueOf('expires') ?? '9999-01-01') < new Date();
    if (isOver) this.#cookies.delete(`${name} ${path}`);
    else this.#cookies.set(`${name} ${path}`, { name, value: pair.slice(pair.indexOf('=') + 1), path });
  }
}
