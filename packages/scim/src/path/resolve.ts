/**
 * Where a path leads in a document: the object that holds the attribute, the names to use, and the definition if the
 * resource type has one. Reading and building share it, so that what one writes the other finds.
 */
import { findSubAttribute, type Attribute } from '../schema/attribute.ts';
import { locateLeniently } from '../schema/find.ts';
import type { ResourceType } from '../schema/schema.ts';
import { coreGroupUrn, coreUserUrn } from '../schema/urn.ts';
import { subNameOf, type Path } from './parse.ts';

export type ResolvedPath = {
  /** The URN whose object holds the attribute; undefined for the root. */
  readonly urn: string | undefined;
  readonly name: string;
  readonly subName: string | undefined;
  readonly attribute: Attribute | undefined;
};

export function resolvePath(path: Path, resourceType: ResourceType | undefined): ResolvedPath {
  const { urn, name } = path.attribute;
  const subName = subNameOf(path);
  const located = resourceType && locateLeniently(resourceType, path.attribute);
  if (located === undefined) {
    return {
      urn: urn !== undefined && isCoreUrn(urn, resourceType) ? undefined : urn,
      name,
      subName,
      attribute: undefined,
    };
  }
  const { extension, attribute } = located;
  // In the dotted URN of old, what parses as the sub-attribute is the attribute itself.
  const isDotted = path.attribute.subName !== undefined && located.sub === undefined;
  return {
    urn: extension?.id,
    name: attribute.name,
    subName: isDotted ? path.subAfterFilter : subName && (findSubAttribute(attribute, subName)?.name ?? subName),
    attribute,
  };
}

function isCoreUrn(urn: string, resourceType: ResourceType | undefined): boolean {
  const folded = urn.toLowerCase();
  if (resourceType !== undefined) return folded === resourceType.schema.id.toLowerCase();
  return folded === coreUserUrn.toLowerCase() || folded === coreGroupUrn.toLowerCase();
}
