/**
 * Which agents serve which application, in Graph's model: an agent belongs to agent groups, an agent group serves
 * published resources, and the published resource of an application has the service principal's id as resource name.
 */
import { newId, DirectoryError } from '@drawbridge/base';
import { sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import { storable } from '../rows.ts';
import type { AgentTables } from './tables.ts';

export type AgentGroup = { readonly id: string; readonly displayName: string; readonly isDefault: boolean };
export type PublishedResource = { readonly id: string; readonly displayName: string; readonly resourceName: string };

export class SqlAgentGroupStore {
  readonly #database: Database<AgentTables>;

  constructor(database: Database<AgentTables>) {
    this.#database = database;
  }

  async listGroups(): Promise<readonly AgentGroup[]> {
    return (await this.#groups().orderBy('created_at').orderBy('id').execute()).map(toGroup);
  }

  /** Of every group: its agents and what it serves, by the id of the group. */
  async contents(): Promise<
    ReadonlyMap<string, { readonly agentIds: readonly string[]; readonly resources: readonly PublishedResource[] }>
  > {
    const { kysely } = this.#database;
    const members = await kysely.selectFrom('agent_group_members').selectAll().execute();
    const served = await kysely
      .selectFrom('published_resource_groups as served')
      .innerJoin('published_resources as resource', 'resource.id', 'served.resource_id')
      .select(['served.group_id', 'resource.id', 'resource.display_name', 'resource.resource_name'])
      .orderBy('resource.display_name')
      .execute();
    const contents = new Map<string, { agentIds: string[]; resources: PublishedResource[] }>();
    const of = (groupId: string) => {
      const known = contents.get(groupId) ?? { agentIds: [], resources: [] };
      contents.set(groupId, known);
      return known;
    };
    for (const { group_id, agent_id } of members) of(group_id).agentIds.push(agent_id);
    for (const row of served)
      of(row.group_id).resources.push({ id: row.id, displayName: row.display_name, resourceName: row.resource_name });
    return contents;
  }

  async getGroup(id: string): Promise<AgentGroup | undefined> {
    const row = await this.#groups().where('id', '=', id).executeTakeFirst();
    return row && toGroup(row);
  }

  async createGroup(displayName: string, now: Date): Promise<AgentGroup> {
    const group: AgentGroup = { id: newId(), displayName: storable(displayName), isDefault: false };
    await this.#database.kysely
      .insertInto('agent_groups')
      .values({ id: group.id, display_name: group.displayName, is_default: false, created_at: now })
      .execute();
    return group;
  }

  async renameGroup(id: string, displayName: string): Promise<void> {
    await this.#database.kysely
      .updateTable('agent_groups')
      .set({ display_name: storable(displayName) })
      .where('id', '=', id)
      .execute();
  }

  async deleteGroup(id: string): Promise<void> {
    await this.#database.kysely.deleteFrom('agent_groups').where('id', '=', id).execute();
  }

  async groupsOfAgent(agentId: string): Promise<readonly AgentGroup[]> {
    const rows = await this.#groups()
      .where('id', 'in', (eb) =>
        eb.selectFrom('agent_group_members').select('group_id').where('agent_id', '=', agentId),
      )
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(toGroup);
  }

  /** Throws REFERENCE_EXISTS when the agent is in the group already. Both must exist. */
  async addAgent(groupId: string, agentId: string): Promise<void> {
    const added = await this.#database.kysely
      .insertInto('agent_group_members')
      .values({ group_id: groupId, agent_id: agentId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows === 0n) throw alreadyThere();
  }

  /** False when the agent was not in the group. */
  async removeAgent(groupId: string, agentId: string): Promise<boolean> {
    const removed = await this.#database.kysely
      .deleteFrom('agent_group_members')
      .where('group_id', '=', groupId)
      .where('agent_id', '=', agentId)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }

  async listResources(): Promise<readonly PublishedResource[]> {
    return (await this.#resources().orderBy('created_at').orderBy('id').execute()).map(toResource);
  }

  async getResource(id: string): Promise<PublishedResource | undefined> {
    const row = await this.#resources().where('id', '=', id).executeTakeFirst();
    return row && toResource(row);
  }

  async resourcesOfGroup(groupId: string): Promise<readonly PublishedResource[]> {
    const rows = await this.#resources()
      .where('id', 'in', (eb) =>
        eb.selectFrom('published_resource_groups').select('resource_id').where('group_id', '=', groupId),
      )
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(toResource);
  }

  async groupsOfResource(resourceId: string): Promise<readonly AgentGroup[]> {
    const rows = await this.#groups()
      .where('id', 'in', (eb) =>
        eb.selectFrom('published_resource_groups').select('group_id').where('resource_id', '=', resourceId),
      )
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(toGroup);
  }

  /** Throws OBJECT_CONFLICT when the resource name is taken. */
  async createResource(displayName: string, resourceName: string, now: Date): Promise<PublishedResource> {
    const resource: PublishedResource = {
      id: newId(),
      displayName: storable(displayName),
      resourceName: storable(resourceName),
    };
    const created = await this.#database.kysely
      .insertInto('published_resources')
      .values({
        id: resource.id,
        display_name: resource.displayName,
        resource_name: resource.resourceName,
        created_at: now,
      })
      .onConflict((conflict) => conflict.column('resource_name').doNothing())
      .executeTakeFirst();
    if (created.numInsertedOrUpdatedRows === 0n) {
      throw new DirectoryError(
        'OBJECT_CONFLICT',
        `A published resource with the resourceName '${resourceName}' exists already.`,
      );
    }
    return resource;
  }

  async updateResource(id: string, changes: { displayName?: string | undefined }): Promise<void> {
    if (changes.displayName === undefined) return;
    await this.#database.kysely
      .updateTable('published_resources')
      .set({ display_name: storable(changes.displayName) })
      .where('id', '=', id)
      .execute();
  }

  async deleteResource(id: string): Promise<void> {
    await this.#database.kysely.deleteFrom('published_resources').where('id', '=', id).execute();
  }

  /** Throws REFERENCE_EXISTS when the group serves the resource already. Both must exist. */
  async addResourceGroup(resourceId: string, groupId: string): Promise<void> {
    const added = await this.#database.kysely
      .insertInto('published_resource_groups')
      .values({ resource_id: resourceId, group_id: groupId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows === 0n) throw alreadyThere();
  }

  async removeResourceGroup(resourceId: string, groupId: string): Promise<boolean> {
    const removed = await this.#database.kysely
      .deleteFrom('published_resource_groups')
      .where('resource_id', '=', resourceId)
      .where('group_id', '=', groupId)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }

  /** The agent group that serves an application; undefined when none was assigned. */
  async groupOfApplication(servicePrincipalId: string): Promise<string | undefined> {
    const row = await this.#database.kysely
      .selectFrom('published_resources as resource')
      .innerJoin('published_resource_groups as link', 'link.resource_id', 'resource.id')
      .innerJoin('agent_groups as group', 'group.id', 'link.group_id')
      .select('group.id')
      .where('resource.resource_name', '=', servicePrincipalId)
      .orderBy('group.created_at')
      .orderBy('group.id')
      .executeTakeFirst();
    return row?.id;
  }

  /** Service principal ids served by an agent, through its groups. */
  async applicationsOfAgent(agentId: string): Promise<readonly string[]> {
    const { rows } = await sql<{ resource_name: string }>`
      select distinct r.resource_name from agent_group_members m
      join published_resource_groups l on l.group_id = m.group_id
      join published_resources r on r.id = l.resource_id
      where m.agent_id = ${agentId}
    `.execute(this.#database.kysely);
    return rows.map((row) => row.resource_name);
  }

  /** Agents of a group, revoked ones left out. */
  async agentIdsOfGroup(groupId: string): Promise<readonly string[]> {
    const rows = await this.#database.kysely
      .selectFrom('agent_group_members as member')
      .innerJoin('agents as agent', 'agent.id', 'member.agent_id')
      .select('member.agent_id')
      .where('member.group_id', '=', groupId)
      .where('agent.revoked_at', 'is', null)
      .execute();
    return rows.map((row) => row.agent_id);
  }

  #groups() {
    return this.#database.kysely.selectFrom('agent_groups').select(['id', 'display_name', 'is_default', 'created_at']);
  }

  #resources() {
    return this.#database.kysely
      .selectFrom('published_resources')
      .select(['id', 'display_name', 'resource_name', 'created_at']);
  }
}

const alreadyThere = (): DirectoryError =>
  new DirectoryError(
    'REFERENCE_EXISTS',
    "One or more added object references already exist for the following modified properties: 'agentGroups'.",
  );

const toGroup = (row: { id: string; display_name: string; is_default: boolean }): AgentGroup => ({
  id: row.id,
  displayName: row.display_name,
  isDefault: row.is_default,
});

const toResource = (row: { id: string; display_name: string; resource_name: string }): PublishedResource => ({
  id: row.id,
  displayName: row.display_name,
  resourceName: row.resource_name,
});
