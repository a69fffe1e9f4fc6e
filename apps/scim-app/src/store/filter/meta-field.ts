/** `meta` is in columns: what the server itself knows of a resource (RFC 7643 §3.1). */
import type { Attribute } from '@drawbridge/scim';
import { sql } from 'kysely';
import { oneValue, type Field } from './field.ts';
import { unsuitable } from './operand.ts';

export function metaField(table: 'users' | 'groups', resourceType: string, sub: Attribute | undefined): Field {
  const name = `meta.${sub?.name ?? ''}`;
  switch (sub?.name) {
    case 'created':
      return oneValue({ name, type: 'time', value: sql.ref(`${table}.created`) });
    case 'lastModified':
      return oneValue({ name, type: 'time', value: sql.ref(`${table}.modified`) });
    case 'version':
      return oneValue({
        name,
        type: 'text',
        value: sql`('W/"' || ${sql.ref(`${table}.version`)} || '"')`,
        letters: 'exact',
      });
    case 'resourceType':
      return oneValue({ name, type: 'text', value: sql`${sql.lit(resourceType)}`, letters: 'exact' });
    default:
      throw unsuitable(
        { name: sub ? name : 'meta' },
        'this server searches meta by created, lastModified, version and resourceType',
      );
  }
}
