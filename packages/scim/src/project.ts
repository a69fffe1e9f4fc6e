/**
 * Which attributes of a resource an answer shows: the `returned` characteristic (RFC 7643 §2.2) and the parameters
 * `attributes` and `excludedAttributes` (RFC 7644 §3.9).
 */
import { getMember } from './document/member.ts';
import { createObject, isObject, type ScimObject, type ScimValue } from './document/value.ts';
import { readAttributePath } from './path/attribute-path.ts';
import type { Attribute } from './schema/attribute.ts';
import { findSchema, locateLeniently, rootAttributes } from './schema/find.ts';
import type { ResourceType, Schema } from './schema/schema.ts';

export type Projection = {
  /** Names as the query gives them: `userName`, `name.givenName`, `urn:…:User:department`, a whole `urn:…:User`. */
  readonly attributes?: readonly string[];
  readonly excludedAttributes?: readonly string[];
};

/** Shows the resource to a client. For many resources, use `compileProjection` once. */
export function project(resource: ScimObject, resourceType: ResourceType, projection: Projection = {}): ScimObject {
  return compileProjection(resourceType, projection)(resource);
}

/**
 * Makes the function that shows resources of this type. Unknown names are ignored. When both parameters are given,
 * `attributes` counts: RFC 7644 §3.9 has them exclude each other. What is not in the schema is not shown.
 */
export function compileProjection(
  resourceType: ResourceType,
  projection: Projection = {},
): (resource: ScimObject) => ScimObject {
  const asked = projection.attributes && projection.attributes.length > 0 ? projection.attributes : undefined;
  const selection = select(resourceType, asked ?? projection.excludedAttributes ?? []);
  const isExcluding = asked === undefined;
  const showRoot = compileSection([...rootAttributes(resourceType)], selection, isExcluding);
  const showExtensions = resourceType.extensions.map(
    ({ schema }) => [schema.id, compileSection(schema.attributes, selection, isExcluding)] as const,
  );
  return (resource) => {
    const shown = showRoot(resource);
    for (const [id, show] of showExtensions) {
      const section = getMember(resource, id);
      if (!isObject(section)) continue;
      const shownSection = show(section);
      if (Object.keys(shownSection).length > 0) shown[id] = shownSection;
    }
    return shown;
  };
}

/** What the parameter names: whole attributes, and single sub-attributes. */
type Selection = {
  readonly attributes: ReadonlySet<Attribute>;
  readonly subs: ReadonlyMap<Attribute, ReadonlySet<Attribute>>;
};

function select(resourceType: ResourceType, names: readonly string[]): Selection {
  const attributes = new Set<Attribute>();
  const subs = new Map<Attribute, Set<Attribute>>();
  for (const name of names) {
    const schema: Schema | undefined = findSchema(resourceType, name.trim());
    if (schema !== undefined) {
      for (const attribute of schema.attributes) attributes.add(attribute);
      continue;
    }
    const path = readAttributePath(name.trim());
    const located = path && locateLeniently(resourceType, path);
    if (located === undefined) continue;
    if (located.sub === undefined) attributes.add(located.attribute);
    else subs.set(located.attribute, (subs.get(located.attribute) ?? new Set()).add(located.sub));
  }
  return { attributes, subs };
}

type Show = (value: ScimValue) => ScimValue | undefined;

function compileSection(
  attributes: readonly Attribute[],
  selection: Selection,
  isExcluding: boolean,
): (section: ScimObject) => ScimObject {
  const shows = new Map<string, { name: string; show: Show }>();
  for (const attribute of attributes) {
    const show = isExcluding ? showUnlessExcluded(attribute, selection) : showIfAsked(attribute, selection);
    if (show !== undefined) shows.set(attribute.name.toLowerCase(), { name: attribute.name, show });
  }
  return (section) => {
    const shown = createObject();
    for (const key of Object.keys(section)) {
      const known = shows.get(key.toLowerCase());
      const value = known?.show(section[key] as ScimValue);
      if (known !== undefined && value !== undefined) shown[known.name] = value;
    }
    return shown;
  };
}

function showUnlessExcluded(attribute: Attribute, { attributes, subs }: Selection): Show | undefined {
  if (attribute.returned === 'always') return showSubs(attribute, (sub) => isShownByDefault(sub));
  if (!isShownByDefault(attribute) || attributes.has(attribute)) return undefined;
  const excluded = subs.get(attribute);
  return showSubs(
    attribute,
    (sub) => sub.returned === 'always' || (isShownByDefault(sub) && excluded?.has(sub) !== true),
  );
}

function showIfAsked(attribute: Attribute, { attributes, subs }: Selection): Show | undefined {
  if (attribute.returned === 'never') return undefined;
  if (attributes.has(attribute) || attribute.returned === 'always') {
    const named = subs.get(attribute);
    return showSubs(
      attribute,
      (sub) => isShownByDefault(sub) || (sub.returned === 'request' && named?.has(sub) === true),
    );
  }
  const asked = subs.get(attribute);
  if (asked === undefined) return undefined;
  return showSubs(attribute, (sub) => sub.returned === 'always' || (sub.returned !== 'never' && asked.has(sub)));
}

function isShownByDefault(attribute: Attribute): boolean {
  return attribute.returned === 'always' || attribute.returned === 'default';
}

/** Shares the value with the resource where nothing is to be left out: a list of 100,000 members is not copied. */
function showSubs(attribute: Attribute, isShown: (sub: Attribute) => boolean): Show {
  const subAttributes = attribute.subAttributes ?? [];
  if (subAttributes.every(isShown)) return (value) => value;
  const names = new Set(subAttributes.filter(isShown).map((sub) => sub.name.toLowerCase()));
  const showOne = (value: ScimValue): ScimValue | undefined => {
    if (!isObject(value)) return value;
    const shown = createObject();
    for (const key of Object.keys(value)) if (names.has(key.toLowerCase())) shown[key] = value[key] as ScimValue;
    return Object.keys(shown).length === 0 ? undefined : shown;
  };
  return (value) => {
    if (!Array.isArray(value)) return showOne(value);
    const list = value.flatMap((element) => showOne(element) ?? []);
    return list.length === 0 ? undefined : list;
  };
}
