/** The fields of a group that stand in columns or in the table of members; everything else is in the document. */
import { groupResourceType, locateLeniently } from '@drawbridge/scim';
import { sql } from 'kysely';
import { documentField, manyRows, oneValue, type Elements, type Field, type Scope } from './field.ts';
import { metaField } from './meta-field.ts';

const column = (name: string, value: string, letters: 'exact' | 'folded'): Field =>
  oneValue({ name, type: 'text', value: sql.ref(`groups.${value}`), letters });

const columns: Readonly<Record<string, Field>> = {
  id: column('id', 'id', 'exact'),
  externalId: column('externalId', 'external_id', 'exact'),
  displayName: column('displayName', 'display_name_key', 'folded'),
};

const memberElements: Elements = {
  value: { name: 'members.value', type: 'text', value: sql`m.member_id`, letters: 'exact' },
  type: { name: 'members.type', type: 'text', value: sql`m.member_type`, letters: 'any' },
  display: { name: 'members.display', type: 'text', value: sql`m.display`, letters: 'any' },
};

export const groupScope: Scope = (path) => {
  const located = locateLeniently(groupResourceType, path);
  if (!located) return undefined;
  const { extension, attribute, sub } = located;
  if (attribute.name === 'meta') return metaField('groups', 'Group', sub);
  if (attribute.name === 'members')
    return manyRows(sql`from members m where m.group_id = groups.id`, memberElements, sub?.name);
  return columns[attribute.name] ?? documentField(sql`groups.resource`, extension, attribute, sub);
};
