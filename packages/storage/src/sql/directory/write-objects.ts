/** Writing directory objects. Each statement takes many rows and leaves its changes in the feed by itself. */
import { conflict, type NewObject, type ObjectKind, type ObjectPatch, type PropertyValue } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { isDatabaseError, isUniqueViolation } from '../../database/index.ts';
import { anyUuid, recordset } from '../rows.ts';
import { objectTables, splitValues, type Column, type ObjectTable } from './object-table.ts';
import { scopeOfGroupMembers } from './write-scope.ts';

type Ids = ReadonlySet<string>;

const idsOf = ({ rows }: { rows: readonly { id: string }[] }): Ids => new Set(rows.map(({ id }) => id));

const definition = (columns: readonly Column[]): string =>
  columns.map(({ name, type }) => `${name} ${type}`).join(', ');

export async function insertObjects(
  db: QueryExecutorProvider,
  kind: ObjectKind,
  objects: readonly NewObject[],
): Promise<Ids> {
  if (objects.length === 0) return new Set();
  const { table, columns } = objectTables[kind];
  const rows = objects.map(({ id, values, createdAt }) => {
    const split = splitValues(objectTables[kind], values);
    return { id, ...split.columns, attributes: split.document, created_at: createdAt };
  });
  const names = sql.join(
    ['id', ...columns.map(({ name }) => name), 'attributes', 'created_at'].map((name) => sql.ref(name)),
  );
  const input = recordset(rows, 'given', `id uuid, ${definition(columns)}, attributes jsonb, created_at timestamptz`);
  return idsOf(
    await sql<{ id: string }>`
      with inserted as (
        insert into ${table} (${names}) select ${names} from ${input} on conflict do nothing returning id
      ), logged as (
        insert into changes (object_type, object_id, kind) select ${sql.lit(kind)}, id, 'object' from inserted
      )
      select id from inserted`.execute(db),
  );
}

export async function patchObjects(
  db: QueryExecutorProvider,
  kind: ObjectKind,
  patches: readonly ObjectPatch[],
): Promise<{ found: Ids; changed: Ids }> {
  if (patches.length === 0) return { found: new Set(), changed: new Set() };
  const table = objectTables[kind];
  const merged = mergeById(patches).map(({ id, values }) => ({ id, ...splitValues(table, values) }));
  const given = new Set(merged.flatMap(({ columns }) => Object.keys(columns)));
  const columns = table.columns.filter(({ name }) => given.has(name));
  const hasDocument = merged.some(({ document }) => Object.keys(document).length > 0);
  const input = recordset(merged.map(patchRow), 'patch', patchDefinition(columns));
  const result = await translated(kind, () =>
    sql<{ id: string; found: boolean; changed: boolean }>`
      with patch as (select * from ${input}),
      ${update(table, columns, hasDocument)},
      logged as (
        insert into changes (object_type, object_id, kind, properties, related_type, related_id)
        select ${sql.lit(kind)}, id, 'object', properties, case when former_id is not null then 'User' end, former_id
        from changed
      )
      select patch.id, object.id is not null as found, changed.id is not null as changed
      from patch
      left join ${table.table} object on object.id = patch.id and object.deleted_at is null
      left join changed on changed.id = patch.id`.execute(db),
  );
  return {
    found: idsOf({ rows: result.rows.filter(({ found }) => found) }),
    changed: idsOf({ rows: result.rows.filter(({ changed }) => changed) }),
  };
}

function mergeById(patches: readonly ObjectPatch[]): readonly ObjectPatch[] {
  const merged = new Map<string, ObjectPatch>();
  for (const { id, values } of patches) merged.set(id, { id, values: { ...merged.get(id)?.values, ...values } });
  return [...merged.values()];
}

type SplitPatch = { id: string } & ReturnType<typeof splitValues>;

function patchRow({ id, columns, document }: SplitPatch): object {
  const kept: Record<string, PropertyValue> = {};
  const cleared: string[] = [];
  for (const [name, value] of Object.entries(document)) {
    if (value === null) cleared.push(name);
    else kept[name] = value;
  }
  return { ...columns, id, patch_columns: Object.keys(columns), patch_document: kept, patch_cleared: cleared };
}

const patchDefinition = (columns: readonly Column[]): string =>
  ['id uuid, patch_columns jsonb, patch_document jsonb, patch_cleared jsonb', definition(columns)]
    .filter(Boolean)
    .join(', ');

/**
 * A row that would stay as it is is not written, and leaves no change. Those that change are locked first, so that what is
 * said to have changed is what did, whoever else writes; of a manager who changed, the former one is told too.
 */
function update({ kind, table }: ObjectTable, columns: readonly Column[], hasDocument: boolean): RawBuilder<unknown> {
  const targets = columns.map(({ name, property }) => {
    const [column, value] = [sql.ref(`object.${name}`), sql.ref(`patch.${name}`)];
    const next = sql`case when patch.patch_columns ? ${sql.lit(name)} then ${value} else ${column} end`;
    const properties = sql`case when ${column} is distinct from ${next} then array[${sql.lit(property)}] end`;
    return { name, old: column, next, properties };
  });
  if (hasDocument) {
    const cleared = sql`array(select jsonb_array_elements_text(patch.patch_cleared))`;
    const next = sql`(object.attributes || patch.patch_document) - ${cleared}`;
    const properties = sql`array(
      select key from jsonb_each(patch.patch_document) where object.attributes -> key is distinct from value
      union all
      select key from jsonb_array_elements_text(patch.patch_cleared) as given(key) where object.attributes ? key
    )`;
    targets.push({ name: 'attributes', old: sql.ref('object.attributes'), next, properties });
  }
  if (targets.length === 0)
    return sql`changed as (select id, null::text[] as properties, null::uuid as former_id from ${table} where false)`;
  const formerId =
    kind === 'User' && columns.some(({ name }) => name === 'manager_id')
      ? sql`case when object.manager_id is distinct from (case when patch.patch_columns ? 'manager_id' then patch.manager_id else object.manager_id end)
          then object.manager_id end`
      : sql`null::uuid`;
  const next = sql.join(targets.map((target) => target.next));
  const properties = sql.join(
    targets.map((target) => target.properties),
    sql` || `,
  );
  return sql`
    before as materialized (
      select object.id, ${properties} as properties, ${formerId} as former_id
      from patch join ${table} object on object.id = patch.id and object.deleted_at is null
      where row(${sql.join(targets.map((target) => target.old))}) is distinct from row(${next})
      for no key update of object
    ),
    changed as (
      update ${table} object set ${sql.join(targets.map((target) => sql`${sql.ref(target.name)} = ${target.next}`))}
      from patch, before
      where object.id = patch.id and before.id = object.id and object.deleted_at is null
      returning object.id, before.properties, before.former_id
    )`;
}

export async function softDelete(
  db: QueryExecutorProvider,
  kind: ObjectKind,
  ids: readonly string[],
  at: Date,
): Promise<Ids> {
  const { table } = objectTables[kind];
  return moved(
    db,
    kind,
    sql`update ${table} set deleted_at = ${at} where id = ${anyUuid(ids)} and deleted_at is null returning id`,
  );
}

export async function restore(db: QueryExecutorProvider, kind: ObjectKind, ids: readonly string[]): Promise<Ids> {
  const { table } = objectTables[kind];
  const update = sql`update ${table} set deleted_at = null where id = ${anyUuid(ids)} and deleted_at is not null returning id`;
  return translated(kind, () => moved(db, kind, update));
}

async function moved(db: QueryExecutorProvider, kind: ObjectKind, update: RawBuilder<unknown>): Promise<Ids> {
  const members = kind === 'Group' ? sql`, members as (${scopeOfGroupMembers(sql`moved`)})` : sql``;
  return idsOf(
    await sql<{ id: string }>`
      with moved as (${update}),
      logged as (insert into changes (object_type, object_id, kind) select ${sql.lit(kind)}, id, 'object' from moved)
      ${members}
      select id from moved`.execute(db),
  );
}

const uniqueProperties: Readonly<Record<string, string>> = {
  users_user_principal_name: 'userPrincipalName',
  groups_mail_enabled_nickname: 'mailNickname',
  applications_app_id: 'appId',
  service_principals_app_id: 'appId',
};

async function translated<Result>(kind: ObjectKind, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (!isDatabaseError(thrown) || !isUniqueViolation(thrown)) throw thrown;
    throw conflict(uniqueProperties[thrown.constraint ?? ''] ?? `of this ${kind}`);
  }
}
