/** URLs as they may be seen: whole in messages, because a truncated one helps nobody, and without what is secret in them. */

const secretName = /token|secret|password|passwd|pwd|key|signature|^sig$|^code$|credential/i;

/** For messages: the whole URL; user info is left out, and values of query parameters whose name sounds secret are hidden. */
export const shownUrl = (url: string): string => show(url, (name) => secretName.test(name));

/** For logs that are kept: no query value at all, because a filter holds people's names. */
export const auditedUrl = (url: string): string => show(url, () => true);

function show(url: string, isHidden: (name: string) => boolean): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const { origin, pathname, search } = new URL(url);
  if (search === '') return `${origin}${pathname}`;
  const parameters = search
    .slice(1)
    .split('&')
    .map((parameter) => {
      const name = parameter.split('=', 1)[0] ?? '';
      return isHidden(name) && name.length < parameter.length ? `${name}=***` : parameter;
    });
  return `${origin}${pathname}?${parameters.join('&')}`;
}
