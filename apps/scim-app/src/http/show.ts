/** How resources are shown: compiled once for each set of `attributes` and `excludedAttributes` that clients use. */
import { compileProjection, createObject, type Projection, type ResourceType, type ScimObject } from '@drawbridge/scim';

export type Show = {
  readonly show: (document: ScimObject) => ScimObject;
  /** Whether anything of the attribute that stands in other tables, `groups` or `members`, is shown. */
  readonly hasReferences: boolean;
};

const maxRemembered = 64;

export function createShow(
  resourceType: ResourceType,
  reference: 'groups' | 'members',
): (projection: Projection) => Show {
  const probe = createObject({ [reference]: [createObject({ value: '', $ref: '', display: '', type: '' })] });
  const remembered = new Map<string, Show>();
  return (projection) => {
    const key = JSON.stringify([projection.attributes, projection.excludedAttributes]);
    let known = remembered.get(key);
    if (!known) {
      const show = compileProjection(resourceType, projection);
      known = { show, hasReferences: show(probe)[reference] !== undefined };
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(key, known);
    }
    return known;
  };
}
