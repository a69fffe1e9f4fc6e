/** Graph's ways to write a key, as plain segments: `users('x')` → `users/x`, `servicePrincipals(appId='x')` → `servicePrincipals/appId=x`. */
export function normalizePath(url: string): string {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = at < 0 ? '' : url.slice(at);
  const plain = path
    .replaceAll(/\(([A-Za-z]+)=(?:'|%27)([^')/]+?)(?:'|%27)\)/g, '/$1=$2')
    .replaceAll(/\((?:'|%27)([^)/]*?)(?:'|%27)\)/g, '/$1')
    .replaceAll(/\/microsoft\.graph\.([A-Za-z]+)(?:\(\))?(?=\/|$)/gi, '/$1');
  return plain + query;
}
