/** The resource to create: every mapped value, defaults where a mapping gives nothing (RFC 7644 §3.3). */
import { MappingError } from '@drawbridge/base';
import { createObject, setAtPath, type ScimObject } from '@drawbridge/scim';
import type { ModifiedProperty } from '../log/record.ts';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { WantedValue } from '../mapping/evaluate.ts';
import { shown } from './shown.ts';

export type NewResource = { readonly resource: ScimObject; readonly modified: readonly ModifiedProperty[] };

/** Throws MappingError MAPPING_VALUE_MISSING when a required attribute has neither value nor default. */
export function newResource(wanted: readonly WantedValue[], rule: CompiledObject): NewResource {
  const { resourceType } = rule;
  const resource = createObject();
  const schemas = [resourceType.schema.id];
  resource['schemas'] = schemas;
  const modified: ModifiedProperty[] = [];
  for (const { mapping, value, isRedacted } of wanted) {
    const written = value ?? (mapping.defaultApplies.onCreate ? mapping.defaultValue : undefined);
    if (written === undefined) {
      if (mapping.definition.required) throw missing(mapping.target);
      continue;
    }
    if (mapping.definition.mutability === 'ReadOnly') continue;
    setAtPath(resource, mapping.path, written, resourceType);
    const { urn } = mapping.path.attribute;
    if (urn !== undefined && !schemas.includes(urn)) schemas.push(urn);
    modified.push({ displayName: mapping.target, oldValue: null, newValue: shown(written, isRedacted) });
  }
  resource['meta'] = createObject({ resourceType: resourceType.name });
  return { resource, modified };
}

const missing = (target: string): MappingError =>
  new MappingError(
    'MAPPING_VALUE_MISSING',
    `${target} is required by the application and has no value. Fill the source attribute, or give the mapping a default value.`,
  );
