/**
 * Which properties of a user a membership rule may name, in any case: those of the user table, by their name in Graph or
 * the directory's old one (`mobile`, `physicalDeliveryOfficeName`), and extension properties.
 */
import { isCustomExtension } from '../custom-extension.ts';
import { userProperties } from '../user.ts';
import { ruleProblem } from './tokens.ts';
import type { RuleProperty } from './tree.ts';

type Known = Omit<RuleProperty, 'written'>;

const known = new Map<string, Known>([
  ['objectid', { stored: 'id', type: 'uuid' }],
  ['id', { stored: 'id', type: 'uuid' }],
  ['telephonenumber', { stored: 'businessPhones', type: 'strings', first: true }],
]);
for (const { name, sync, type, internal } of userProperties) {
  if (internal === true || type === 'json') continue;
  for (const each of [name, sync ?? name]) {
    if (!known.has(each.toLowerCase())) known.set(each.toLowerCase(), { stored: name, type });
  }
}

/** Of `user.department`. Throws OBJECT_INVALID. */
export function ruleProperty(written: string, at: number): RuleProperty {
  const [object, ...path] = written.split('.');
  const name = path.join('.');
  if (object?.toLowerCase() !== 'user' || name === '')
    throw ruleProblem(at, `a property such as user.department is expected, not '${written.slice(0, 64)}'`);
  const found = known.get(name.toLowerCase());
  if (found) return { written, ...found };
  if (isCustomExtension(name)) return { written, stored: name, type: 'extension' };
  throw ruleProblem(at, `a user has no property '${name.slice(0, 128)}' that a rule may read`);
}

/** The property that `_` stands for in `-any (…)`: one element of the list. */
export const elementOf = (list: RuleProperty): RuleProperty => ({ written: '_', stored: list.stored, type: 'string' });

/** `Direct Reports for "…"` reads it. */
export const managerProperty: RuleProperty = { written: 'user.managerId', stored: 'managerId', type: 'uuid' };
