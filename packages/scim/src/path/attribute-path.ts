/**
 * `[URN ":"] name ["." sub]`, the smallest path (RFC 7644 §3.10, ABNF `attrPath`). Filters and PATCH paths are built
 * from it.
 */
export type AttributePath = {
  readonly urn?: string;
  readonly name: string;
  readonly subName?: string;
};

/** A name begins with a letter (RFC 7643 §2.1); `$ref` is the exception SCIM itself makes. So `__proto__` is no name. */
const namePattern = /^(?:[A-Za-z][\w-]*|\$ref)$/;
const uriPattern = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s"()[\]<>\\^`{|}]+$/;

export function isAttributeName(text: string): boolean {
  return namePattern.test(text);
}

/** Reads an attribute path; undefined when the text is none. */
export function readAttributePath(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':');
  const rest = text.slice(colon + 1);
  const dot = rest.indexOf('.');
  const name = dot < 0 ? rest : rest.slice(0, dot);
  if (!namePattern.test(name)) return undefined;
  const subName = dot < 0 ? undefined : rest.slice(dot + 1);
  if (subName !== undefined && !namePattern.test(subName)) return undefined;
  if (colon < 0) return subName === undefined ? { name } : { name, subName };
  const urn = text.slice(0, colon);
  if (!uriPattern.test(urn)) return undefined;
  return subName === undefined ? { urn, name } : { urn, name, subName };
}

export function printAttributePath(path: AttributePath): string {
  const name = path.urn === undefined ? path.name : `${path.urn}:${path.name}`;
  return path.subName === undefined ? name : `${name}.${path.subName}`;
}
