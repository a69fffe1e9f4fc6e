/**
 * Who is in which group, directly or through nested groups, and who owns a group. Groups may contain each other in a
 * circle: every walk visits a group once.
 */
import { DirectoryError } from '@drawbridge/base';
import { isDynamic } from './dynamic-groups.ts';
import { dynamicMembers, invalidValue, objectNotFound, ownerExists, memberExists } from './failure.ts';
import { mustBeId, mustExist } from './must-exist.ts';
import type { MemberKind, MemberReference } from './membership.ts';
import { toGraph, type AnyObject, type Group } from './object.ts';
import type { DirectoryReads, DirectoryWrites } from './ports/directory-store.ts';
import { readPlace, writePlace, type Page } from './query.ts';

export type PageRequest = { readonly after?: string | undefined; readonly limit: number };
export type MemberPage = PageRequest & {
  readonly kind?: MemberKind | undefined;
  /** Through nested groups too. */
  readonly isTransitive?: boolean | undefined;
};

/** Graph: more groups than this are an error of getMemberGroups. */
const maxMemberGroups = 11_000;

type Needs = {
  readonly reads: DirectoryReads;
  readonly write: <Result>(work: (writes: DirectoryWrites) => Promise<Result>) => Promise<Result>;
  readonly getObjectsById: (ids: readonly string[]) => Promise<readonly AnyObject[]>;
};

export class Memberships {
  readonly #reads: DirectoryReads;
  readonly #write: Needs['write'];
  readonly #getObjectsById: Needs['getObjectsById'];

  constructor({ reads, write, getObjectsById }: Needs) {
    this.#reads = reads;
    this.#write = write;
    this.#getObjectsById = getObjectsById;
  }

  /** All or none. Throws REFERENCE_EXISTS, OBJECT_NOT_FOUND, OBJECT_INVALID for a dynamic group. */
  async addMembers(groupId: string, memberIds: readonly string[]): Promise<void> {
    for (const id of [groupId, ...memberIds]) mustBeId(id);
    await this.#write((writes) => addMembersIn(writes, groupId, memberIds));
  }

  /** All or none. Throws OBJECT_NOT_FOUND when one is no member, OBJECT_INVALID for a dynamic group. */
  async removeMembers(groupId: string, memberIds: readonly string[]): Promise<void> {
    for (const id of [groupId, ...memberIds]) mustBeId(id);
    await this.#write(async (writes) => {
      await refuseDynamic(writes, groupId);
      const removed = await writes.removeMembers(memberIds.map((memberId) => ({ groupId, memberId })));
      const gone = new Set(removed.map(({ memberId }) => memberId));
      const missing = memberIds.find((id) => !gone.has(id.toLowerCase()));
      if (missing !== undefined) throw objectNotFound(missing);
    });
  }

  /** Living members by id. Throws OBJECT_NOT_FOUND. */
  async listMembers(groupId: string, { after, limit, kind, isTransitive }: MemberPage): Promise<Page<AnyObject>> {
    await mustExist(this.#reads, 'Group', groupId);
    const page = { after: placeId(after), limit, kind };
    const members =
      isTransitive === true
        ? await this.#reads.listTransitiveMembers(groupId.toLowerCase(), page)
        : await this.#reads.listMembers(groupId, page);
    return this.#pageOf(members, limit);
  }

  /** Throws OBJECT_NOT_FOUND. */
  async countMembers(
    groupId: string,
    { kind, isTransitive }: Pick<MemberPage, 'kind' | 'isTransitive'> = {},
  ): Promise<number> {
    await mustExist(this.#reads, 'Group', groupId);
    return isTransitive === true
      ? this.#reads.countTransitiveMembers(groupId.toLowerCase(), kind)
      : this.#reads.countMembers(groupId, kind);
  }

  /** The living groups that a user, group or service principal is a member of. */
  async listGroupsOf(memberId: string, { after, limit, isTransitive }: Omit<MemberPage, 'kind'>): Promise<Page<Group>> {
    const page = { after: placeId(after), limit };
    const id = mustBeId(memberId);
    const ids =
      isTransitive === true
        ? await this.#reads.listTransitiveGroupsOf(id, page)
        : await this.#reads.listGroupsOf(id, page);
    return this.#groupPage(ids, limit);
  }

  async countGroupsOf(memberId: string, { isTransitive }: Pick<MemberPage, 'isTransitive'> = {}): Promise<number> {
    const id = mustBeId(memberId);
    const page = { limit: maxMemberGroups };
    const ids =
      isTransitive === true
        ? await this.#reads.listTransitiveGroupsOf(id, page)
        : await this.#reads.listGroupsOf(id, page);
    return ids.length;
  }

  /** Ids of all groups that it is in, through nested ones too. Throws RESULT_TOO_LARGE beyond 11,000. */
  async memberGroupIds(
    memberId: string,
    { securityEnabledOnly, among }: { securityEnabledOnly?: boolean; among?: readonly string[] | undefined } = {},
  ): Promise<readonly string[]> {
    const ids = await this.#reads.listTransitiveGroupsOf(mustBeId(memberId), {
      limit: maxMemberGroups + 1,
      securityEnabledOnly,
      among: among?.map((id) => mustBeId(id)),
    });
    if (ids.length > maxMemberGroups)
      throw new DirectoryError(
        'QUERY_UNSUPPORTED',
        `'${memberId}' is in more than ${maxMemberGroups} groups. Page through transitiveMemberOf instead.`,
      );
    return ids;
  }

  /** All or none. Throws REFERENCE_EXISTS, OBJECT_NOT_FOUND. */
  async addOwners(groupId: string, ownerIds: readonly string[]): Promise<void> {
    await this.#write((writes) => addOwnersIn(writes, groupId, ownerIds));
  }

  /** Throws OBJECT_NOT_FOUND when it is no owner. */
  async removeOwner(groupId: string, ownerId: string): Promise<void> {
    await this.#write(async (writes) => {
      await mustExist(writes, 'Group', groupId);
      const removed = await writes.removeOwners(mustBeId(groupId), [mustBeId(ownerId)]);
      if (removed.length === 0) throw objectNotFound(ownerId);
    });
  }

  /** Throws OBJECT_NOT_FOUND. */
  async listOwners(groupId: string, { after, limit }: PageRequest): Promise<Page<AnyObject>> {
    await mustExist(this.#reads, 'Group', groupId);
    return this.#pageOf(await this.#reads.listOwners(groupId, { after: placeId(after), limit }), limit);
  }

  async listOwnedGroups(ownerId: string, { after, limit }: PageRequest): Promise<Page<Group>> {
    return this.#groupPage(
      await this.#reads.listOwnedGroups(mustBeId(ownerId), { after: placeId(after), limit }),
      limit,
    );
  }

  async #pageOf(references: readonly MemberReference[], limit: number): Promise<Page<AnyObject>> {
    return pageOf(await this.#getObjectsById(references.map(({ id }) => id)), references, limit);
  }

  async #groupPage(ids: readonly string[], limit: number): Promise<Page<Group>> {
    const groups = await this.#reads.getObjects('Group', ids);
    const byId = new Map(groups.map((group) => [group.id, toGraph({ ...group, kind: 'Group' as const })]));
    return pageOf(
      ids.flatMap((id) => byId.get(id) ?? []),
      ids.map((id) => ({ id })),
      limit,
    );
  }
}

/** In a transaction of the caller's. Throws as Memberships.addMembers. */
export async function addMembersIn(
  writes: DirectoryWrites,
  groupId: string,
  memberIds: readonly string[],
): Promise<void> {
  if (memberIds.length === 0) return;
  if (memberIds.some((id) => id.toLowerCase() === groupId.toLowerCase())) {
    throw invalidValue('members', 'Group', 'a group cannot be a member of itself');
  }
  await refuseDynamic(writes, groupId);
  const outcome = await writes.addMembers(memberIds.map((memberId) => ({ groupId, memberId })));
  const [missing] = outcome.missing;
  if (missing) throw objectNotFound(missing.memberId);
  if (outcome.existing.length > 0) throw memberExists();
}

/** In a transaction of the caller's. Throws as Memberships.addOwners. */
export async function addOwnersIn(
  writes: DirectoryWrites,
  groupId: string,
  ownerIds: readonly string[],
): Promise<void> {
  if (ownerIds.length === 0) return;
  const outcome = await writes.addOwners(
    mustBeId(groupId),
    ownerIds.map((id) => mustBeId(id)),
  );
  const [missing] = outcome.missing;
  if (missing !== undefined) throw objectNotFound(missing);
  if (outcome.existing.length > 0) throw ownerExists();
}

/** With the rules' lock, so that the group does not become dynamic before this transaction ends. */
async function refuseDynamic(writes: DirectoryWrites, groupId: string): Promise<void> {
  await writes.lockRules('shared');
  const group = await mustExist(writes, 'Group', groupId);
  if (isDynamic(group.values['groupTypes'])) throw dynamicMembers();
}

const placeId = (after: string | undefined): string | undefined =>
  after === undefined ? undefined : readPlace(after).id;

export function pageOf<Item>(
  items: readonly Item[],
  places: readonly { readonly id: string }[],
  limit: number,
): Page<Item> {
  const last = places.length === limit ? places.at(-1) : undefined;
  return last ? { items, next: writePlace({ id: last.id }) } : { items };
}
