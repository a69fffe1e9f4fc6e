/**
 * Keeps the members of dynamic groups as their rules say. A change of people puts the rules that read what changed to
 * those people, in the transaction of the change: nobody ever sees the change without its groups. A change of a rule puts
 * it to everybody, batch by batch in the background; how far it came is kept, so that another process goes on with it.
 */
import type { Clock } from '@drawbridge/base';
import { compileMembershipRule, type CompiledRule } from './membership-rule/predicate.ts';
import type { DirectoryReads, DirectoryWrites, ObjectPatch } from './ports/directory-store.ts';
import { valueRequired } from './failure.ts';

type Rule = CompiledRule & { readonly groupId: string };

/** People in one batch of an evaluation, which other writers of people wait for. */
const batchSize = 5000;
/** Compiled rules that are kept; an installation has some hundreds. */
const maxCompiled = 5000;

/** Compiled once for each text. */
export class RuleCache {
  readonly #compiled = new Map<string, CompiledRule>();

  compile(rule: string): CompiledRule {
    let compiled = this.#compiled.get(rule);
    if (!compiled) {
      if (this.#compiled.size >= maxCompiled) this.#compiled.clear();
      this.#compiled.set(rule, (compiled = compileMembershipRule(rule)));
    }
    return compiled;
  }
}

type Needs = { readonly rules: RuleCache; readonly clock: Clock; readonly onRequested: () => void };

/** Writes that keep dynamic groups in step, for the length of one transaction. */
export function keepingDynamicGroups(writes: DirectoryWrites, needs: Needs): DirectoryWrites {
  const people = new PeopleUnderRules(writes, needs.rules);
  const putToEverybody = (groupIds: readonly string[]): Promise<void> => requestEvaluation(writes, groupIds, needs);
  return {
    ...writes,
    async insertObjects(kind, objects) {
      const inserted = await writes.insertObjects(kind, objects);
      if (kind === 'User') await people.judge([...inserted], { areNew: true });
      if (kind === 'Group') await putToEverybody([...inserted]);
      return inserted;
    },
    async patchObjects(kind, patches) {
      const outcome = await writes.patchObjects(kind, patches);
      if (kind === 'User') await people.judge([...outcome.changed], { properties: namesIn(patches) });
      if (kind === 'Group' && ruleProperties.some((name) => namesIn(patches).has(name)))
        await putToEverybody([...outcome.changed]);
      return outcome;
    },
    async restore(kind, ids) {
      const restored = await writes.restore(kind, ids);
      if (kind === 'Group') await putToEverybody([...restored]);
      return restored;
    },
    async purge(kind, ids) {
      const reports = kind === 'User' ? await reportsOf(writes, ids) : [];
      const purged = await writes.purge(kind, ids);
      if (reports.length > 0) await people.judge(reports, { properties: new Set(['managerId']) });
      return purged;
    },
  };
}

const ruleProperties = ['groupTypes', 'membershipRule', 'membershipRuleProcessingState'];

const namesIn = (patches: readonly ObjectPatch[]): ReadonlySet<string> =>
  new Set(patches.flatMap(({ values }) => Object.keys(values)));

const reportsOf = async (reads: DirectoryReads, ids: readonly string[]): Promise<readonly string[]> =>
  (await reads.referencesTo(ids)).flatMap(({ attribute, ownerId }) => (attribute === 'manager' ? [ownerId] : []));

class PeopleUnderRules {
  readonly #writes: DirectoryWrites;
  readonly #cache: RuleCache;
  #rules: readonly Rule[] | undefined;

  constructor(writes: DirectoryWrites, cache: RuleCache) {
    this.#writes = writes;
    this.#cache = cache;
  }

  /** Puts the rules to these people: all of them to new people, else those that read one of the properties. */
  async judge(
    ids: readonly string[],
    { areNew = false, properties }: { areNew?: boolean; properties?: ReadonlySet<string> },
  ): Promise<void> {
    if (ids.length === 0) return;
    const rules = (await this.#load()).filter(
      ({ reads }) => !properties || [...properties].some((name) => reads.has(name)),
    );
    if (rules.length === 0) return;
    const people = await this.#writes.getObjects('User', ids, { deleted: 'include' });
    const wanted = people.flatMap((person) =>
      rules.flatMap((rule) => (rule.isMember(person) ? [{ groupId: rule.groupId, memberId: person.id }] : [])),
    );
    const groupIds = rules.map(({ groupId }) => groupId);
    await this.#writes.setRuleMembers({ groupIds, userIds: ids, wanted, areNew });
  }

  async #load(): Promise<readonly Rule[]> {
    if (this.#rules) return this.#rules;
    await this.#writes.lockRules('shared');
    const stored = await this.#writes.listMembershipRules();
    return (this.#rules = stored.map(({ groupId, rule }) => ({ groupId, ...this.#cache.compile(rule) })));
  }
}

export const isDynamic = (groupTypes: unknown): boolean =>
  Array.isArray(groupTypes) && groupTypes.includes('DynamicMembership');

async function requestEvaluation(
  writes: DirectoryWrites,
  groupIds: readonly string[],
  { clock, onRequested }: Needs,
): Promise<void> {
  if (groupIds.length === 0) return;
  const groups = await writes.getObjects('Group', groupIds);
  const dynamic = groups.filter(({ values }) => isDynamic(values['groupTypes']));
  if (dynamic.length === 0) return;
  if (dynamic.some(({ values }) => values['membershipRule'] === undefined))
    throw valueRequired('membershipRule', 'Group');
  await writes.lockRules('exclusive');
  await writes.requestEvaluation(
    dynamic.map(({ id }) => id),
    clock.now(),
  );
  onRequested();
}

/** Puts the rule that waits longest to the next batch of people. False when none waits. */
export async function evaluateNextBatch(
  writes: DirectoryWrites,
  { rules, clock }: Pick<Needs, 'rules' | 'clock'>,
): Promise<boolean> {
  if (!(await writes.nextEvaluation())) return false;
  await writes.lockRules('exclusive');
  // Read again: another process may have done it meanwhile, or somebody changed the rule.
  const evaluation = await writes.nextEvaluation();
  if (!evaluation) return false;
  const { groupId, after } = evaluation;
  const at = clock.now();
  if (evaluation.rule === undefined) {
    await writes.advanceEvaluation(groupId, { at });
    return true;
  }
  const { tree, reads, isMember } = rules.compile(evaluation.rule);
  const { candidates, last } = await writes.listRuleCandidates({ rule: tree, reads, after, window: batchSize });
  const memberIds = candidates.filter(isMember).map(({ id }) => id);
  await writes.setRuleMembersInRange({ groupId, after, through: last, memberIds });
  await writes.advanceEvaluation(groupId, { after: last, at });
  return true;
}
