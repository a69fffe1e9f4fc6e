/** Whether a URL lies under a base URL. The comparison is made on what a target would see, not on the text. */

export type BaseUrl = {
  readonly origin: string;
  /** Begins and, unless it is the root, does not end with a slash. */ readonly path: string;
};

/** Undefined when the text is no http(s) base URL (user info, query and fragment have no place in one). */
export function parseBaseUrl(text: string): BaseUrl | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') return undefined;
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') || '/' };
}

/** A path that leaves the base once its escapes are decoded (`..%2f`) is outside: targets differ in when they decode. */
export function isUnder(url: URL, base: BaseUrl): boolean {
  if (url.origin !== base.origin) return false;
  if (base.path === '/') return true;
  return [url.pathname, decoded(url.pathname)].every((path) => path === base.path || path.startsWith(`${base.path}/`));
}

/** The path with every escape undone (twice, for targets that do), and its dot segments resolved. */
function decoded(path: string): string {
  let text = path;
  for (let round = 0; round < 2; round += 1)
    text = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const segments: string[] = [];
  for (const segment of text.replaceAll('\\', '/').split('/')) {
    if (segment === '..') segments.pop();
    // Empty segments count for nothing, as with the servers that merge slashes.
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}
