/** The fields of a user that stand in columns or other tables; everything else is in the document. */
import { enterpriseUserUrn, foldCase, locateLeniently, userResourceType, type Located } from '@drawbridge/scim';
import { sql } from 'kysely';
import { isSearchable } from '../keys.ts';
import { documentField, manyRows, oneValue, type Elements, type Field, type Scope } from './field.ts';
import { metaField } from './meta-field.ts';
import { bindable } from './operand.ts';

const column = (name: string, value: string, letters: 'exact' | 'folded'): Field =>
  oneValue({ name, type: 'text', value: sql.ref(`users.${value}`), letters });

const columns: Readonly<Record<string, Field>> = {
  id: column('id', 'id', 'exact'),
  externalId: column('externalId', 'external_id', 'exact'),
  userName: column('userName', 'user_name_key', 'folded'),
  displayName: column('displayName', 'display_name_key', 'folded'),
  active: oneValue({ name: 'active', type: 'boolean', value: sql.ref('users.active') }),
};

const employeeNumber = column('employeeNumber', 'employee_number_key', 'folded');

const groupRows = sql`from members m join groups g on g.id = m.group_id where m.member_id = users.id`;
const groupElements: Elements = {
  value: { name: 'groups.value', type: 'text', value: sql`m.group_id`, letters: 'exact' },
  display: { name: 'groups.display', type: 'text', value: sql`g.resource ->> 'displayName'`, letters: 'any' },
  type: { name: 'groups.type', type: 'text', value: sql`'direct'`, letters: 'folded' },
};

const emailEquals = (literal: string) =>
  isSearchable(literal) ? sql`users.email_keys @> array[${bindable(foldCase(literal))}]::text[]` : undefined;

/** Microsoft Entra names an attribute of the enterprise extension without its URN: `manager eq "m"`. */
export const userScope: Scope = (path) => {
  const located = locateLeniently(userResourceType, path);
  return located && fieldOf(located);
};

function fieldOf({ extension, attribute, sub }: Located): Field {
  const { name } = attribute;
  if (extension) {
    if (extension.id === enterpriseUserUrn && name === 'employeeNumber') return employeeNumber;
  } else {
    const own = columns[name];
    if (own) return own;
    if (name === 'meta') return metaField('users', 'User', sub);
    if (name === 'groups') return manyRows(groupRows, groupElements, sub?.name);
  }
  const field = documentField(sql`users.resource`, extension, attribute, sub);
  const isEmail = !extension && name === 'emails' && (sub === undefined || sub.name === 'value');
  return isEmail ? { ...field, equals: emailEquals } : field;
}
