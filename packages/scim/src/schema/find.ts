/**
 * From an attribute path to the attribute's definition, in a resource type. Names and URNs of any case; the core schema
 * is meant when no URN is given (RFC 7643 §3.3). Filter, path, patch, validation and projection all look up here.
 */
import type { AttributePath } from '../path/attribute-path.ts';
import { findSubAttribute, type Attribute } from './attribute.ts';
import { commonAttributes } from './common-attributes.ts';
import type { ResourceType, Schema } from './schema.ts';

/** Where an attribute stands: at the root of the resource, or in the object of an extension. */
export type Located = {
  /** The extension whose object holds the attribute; undefined for the root. */
  readonly extension: Schema | undefined;
  readonly attribute: Attribute;
  readonly sub: Attribute | undefined;
};

type Section = { readonly schema: Schema; readonly attributes: ReadonlyMap<string, Attribute> };
type Index = { readonly core: Section; readonly extensions: ReadonlyMap<string, Section> };

const indexes = new WeakMap<ResourceType, Index>();

/** The (sub-)attribute that a path names, or undefined when the resource type has none such. */
export function findAttribute(resourceType: ResourceType, path: AttributePath): Attribute | undefined {
  const located = locate(resourceType, path);
  return located?.sub ?? located?.attribute;
}

/** Where a path leads. A sub-attribute that does not exist makes the whole path unknown. */
export function locate(resourceType: ResourceType, path: AttributePath): Located | undefined {
  const index = indexOf(resourceType);
  const urn = path.urn?.toLowerCase();
  const section =
    urn === undefined || urn === index.core.schema.id.toLowerCase() ? index.core : index.extensions.get(urn);
  return section && locateIn(section, path, section === index.core ? undefined : section.schema);
}

/**
 * As `locate`, and further what Microsoft Entra and others send: an extension's attribute without its URN (`manager`),
 * and the URN joined to the attribute by a dot (`urn:…:2.0:User.department`, Entra before December 2018).
 */
export function locateLeniently(resourceType: ResourceType, path: AttributePath): Located | undefined {
  const found = locate(resourceType, path);
  if (found !== undefined) return found;
  const index = indexOf(resourceType);
  if (path.urn === undefined) {
    for (const section of index.extensions.values()) {
      const inExtension = locateIn(section, path, section.schema);
      if (inExtension !== undefined) return inExtension;
    }
    return undefined;
  }
  if (path.subName === undefined) return undefined;
  return locate(resourceType, { urn: `${path.urn}:${path.name}`, name: path.subName });
}

/** The schema that a path names as a whole: `urn:…:2.0:User` reads as URN `urn:…:2.0` and name `User`. */
export function locateSchema(resourceType: ResourceType, path: AttributePath): Schema | undefined {
  if (path.urn === undefined || path.subName !== undefined) return undefined;
  return findSchema(resourceType, `${path.urn}:${path.name}`);
}

/** The core schema or extension with this URN, of any case. */
export function findSchema(resourceType: ResourceType, urn: string): Schema | undefined {
  const index = indexOf(resourceType);
  const wanted = urn.toLowerCase();
  return wanted === index.core.schema.id.toLowerCase() ? index.core.schema : index.extensions.get(wanted)?.schema;
}

/** The attributes at the root of a resource: the common ones, then those of the core schema. */
export function rootAttributes(resourceType: ResourceType): Iterable<Attribute> {
  return indexOf(resourceType).core.attributes.values();
}

function locateIn(section: Section, path: AttributePath, extension: Schema | undefined): Located | undefined {
  const attribute = section.attributes.get(path.name.toLowerCase());
  if (attribute === undefined) return undefined;
  if (path.subName === undefined) return { extension, attribute, sub: undefined };
  const sub = findSubAttribute(attribute, path.subName);
  return sub && { extension, attribute, sub };
}

function indexOf(resourceType: ResourceType): Index {
  let index = indexes.get(resourceType);
  if (index === undefined) {
    const extensions = resourceType.extensions.map(
      ({ schema }) => [schema.id.toLowerCase(), toSection(schema, [])] as const,
    );
    index = { core: toSection(resourceType.schema, commonAttributes), extensions: new Map(extensions) };
    indexes.set(resourceType, index);
  }
  return index;
}

function toSection(schema: Schema, before: readonly Attribute[]): Section {
  return { schema, attributes: new Map([...before, ...schema.attributes].map((a) => [a.name.toLowerCase(), a])) };
}
