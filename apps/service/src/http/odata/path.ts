/** Graph's ways to write a key, as plain segments: `users('x')` → `users/x`, `servicePrincipals(appId='x')` → `servicePrincipals/appId=x`. */

/** A key in parentheses; a quote inside is doubled (OData ABNF `SQUOTE-in-string`), and each may be percent-encoded. */
const key = /(?:\(|%28)(?:([A-Za-z]+)=)?(?:'|%27)((?:''|%27%27|(?!%27)[^'/?])*)(?:'|%27)(?:\)|%29)(?=\/|$)/gi;
/** A GUID is written without quotes in OData 4. */
const guidKey = /(?:\(|%28)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\)|%29)(?=\/|$)/gi;
const typeCast = /\/microsoft\.graph\.(?:[A-Za-z]+\.)*([A-Za-z]+)(?=\/|\(|$)/gi;
/** A function without parameters: `delta()`. */
const call = /(\/[A-Za-z]+)(?:\(\)|%28%29)(?=\/|$)/gi;

export function normalizePath(url: string): string {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = at < 0 ? '' : url.slice(at);
  const plain = path
    .replaceAll(key, (_all, name: string | undefined, quoted: string) => {
      const value = quoted.replaceAll(/''|%27%27/g, '%27');
      return name === undefined ? `/${value}` : `/${name}=${value}`;
    })
    .replaceAll(guidKey, '/$1')
    .replaceAll(typeCast, '/$1')
    .replaceAll(call, '$1');
  return plain + query;
}
