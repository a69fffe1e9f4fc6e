/** The `Prefer` header (RFC 7240; OData v4 protocol §8.2.8): `odata.maxpagesize=50`, `return=minimal`. */

/** The page size the client would like; undefined when it names none. Preferences that cannot be read are ignored. */
export function preferredPageSize(header: string | readonly string[] | undefined): number | undefined {
  const given = [header ?? ''].flat().join(',');
  const size = /(?:^|[,;\s])(?:odata\.)?maxpagesize\s*=\s*"?(\d{1,6})"?(?=$|[,;\s])/i.exec(given)?.[1];
  return size === undefined || Number(size) === 0 ? undefined : Number(size);
}

/** `return=minimal`; who honours it says so in `Preference-Applied`. */
export const prefersMinimal = (header: string | readonly string[] | undefined): boolean =>
  /(?:^|[,;\s])return\s*=\s*"?minimal/i.test([header ?? ''].flat().join(','));

export const minimalApplied = 'return=minimal';
