/**
 * PATCH and mapping paths: `attrPath` or `attrPath[filter].sub` (RFC 7644 §3.5.2). Parse once per mapping: every
 * function of this package that takes a path also takes the parsed one.
 */
import { ScimError } from '@drawbridge/base/errors';
import { FilterParser } from '../filter/parser.ts';
import type { Filter } from '../filter/tree.ts';
import { withDefaults, type Limits } from '../limits.ts';
import { readAttributePath, type AttributePath } from './attribute-path.ts';

export type Path = {
  readonly attribute: AttributePath;
  /** What stands in the brackets; its paths are sub-attributes of `attribute`. */
  readonly valueFilter?: Filter;
  /** The sub-attribute behind the brackets. Without brackets it is in `attribute.subName`. */
  readonly subAfterFilter?: string;
};

/**
 * Parses a path.
 * @throws ScimError SCIM_INVALID_PATH with the position.
 */
export function parsePath(text: string, limits?: Partial<Limits>): Path {
  const all = withDefaults(limits);
  if (text.length > all.maxPathLength) {
    throw new ScimError('SCIM_INVALID_PATH', `The path is longer than ${all.maxPathLength} characters.`);
  }
  const simple = readAttributePath(text);
  if (simple !== undefined) return { attribute: simple };
  const parser = new FilterParser(text, 'SCIM_INVALID_PATH', all);
  const attribute = parser.readAttributePath();
  const valueFilter = parser.readBrackets();
  if (valueFilter === undefined) {
    parser.expectEnd();
    return { attribute };
  }
  if (attribute.subName !== undefined) {
    throw new ScimError(
      'SCIM_INVALID_PATH',
      `The path has a sub-attribute, ${attribute.subName}, before its brackets.`,
    );
  }
  const subAfterFilter = parser.readSubName();
  parser.expectEnd();
  return subAfterFilter === undefined ? { attribute, valueFilter } : { attribute, valueFilter, subAfterFilter };
}

/** The sub-attribute that a path ends in, wherever it is written. */
export function subNameOf(path: Path): string | undefined {
  return path.subAfterFilter ?? path.attribute.subName;
}
