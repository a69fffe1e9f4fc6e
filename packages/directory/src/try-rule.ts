/** What a membership rule would let in, before any group has it. Nothing is written. */
import type { DirectoryStore } from './ports/directory-store.ts';
import { compileMembershipRule } from './membership-rule/predicate.ts';

/** The first people whom a rule lets in, by id. */
export type RuleMatches = { readonly ids: readonly string[]; /** There may be more. */ readonly hasMore: boolean };

/** People in one look, and looks at most: what a person waits for. */
const window = 5000;
const maxLooks = 20;

/** Throws OBJECT_INVALID with the position of what is wrong in the rule. */
export async function findRuleMatches(store: DirectoryStore, rule: string, limit: number): Promise<RuleMatches> {
  const { tree, reads, isMember } = compileMembershipRule(rule);
  const ids: string[] = [];
  let after: string | undefined;
  for (let look = 0; look < maxLooks; look += 1) {
    const search = { rule: tree, reads, after, window };
    const { candidates, last } = await store.write((writes) => writes.listRuleCandidates(search));
    for (const person of candidates) {
      if (person.deletedAt !== undefined || !isMember(person)) continue;
      if (ids.length === limit) return { ids, hasMore: true };
      ids.push(person.id);
    }
    if (last === undefined) return { ids, hasMore: false };
    after = last;
  }
  return { ids, hasMore: true };
}

/** Throws OBJECT_INVALID; OBJECT_NOT_FOUND is the caller's. Undefined: there is no such person. */
export async function ruleLetsIn(store: DirectoryStore, rule: string, userId: string): Promise<boolean | undefined> {
  const { isMember } = compileMembershipRule(rule);
  const [person] = await store.getObjects('User', [userId]);
  return person && isMember(person);
}
