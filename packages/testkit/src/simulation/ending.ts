/**
 * What must hold when the faults have stopped and a bounded number of cycles has passed: the target is as the specification
 * says, the log explains how it came so, and there is nothing left to do.
 */
import type { ScimObject } from '@drawbridge/scim';
import type { Fate } from './specification.ts';
import { membersWanted, standingOf, titleOf } from './specification.ts';
import { groupId, groupNameOf, groupOf, managerOf, membersOf, personId, personOf, principalNameOf } from './names.ts';
import { perform } from './perform.ts';
import { Violation } from './violation.ts';
import { describe } from './watch.ts';
import type { World, Write } from './world.ts';

const promise = 'when the faults stop, the target is as it should be';

/** Throws Violation. */
export async function checkEnd(world: World): Promise<void> {
  for (let person = 0; person < world.story.people; person++) await checkPerson(world, person);
  for (let group = 0; group < world.story.groups; group++) await checkGroup(world, group);
  const escrows = await world.stores.links.countEscrows(world.jobId);
  if (escrows > 0) throw new Violation(promise, `${escrows} records are still to be retried`);
  checkLog(world);
}

async function checkPerson(world: World, person: number): Promise<void> {
  const id = personId(person);
  const object = world.source.objects.get(id);
  const standing = standingOf(object, world.rules);
  const link = await world.linkOf(id);
  const linked = world.target.users.find((one) => one['id'] === link?.targetId);
  const account = link ? linked : world.accountsOf(person)[0];
  const fail = (message: string): never => {
    throw new Violation(promise, `p${person} is ${standing}: ${message}; account ${JSON.stringify(account)}`);
  };
  if (standing !== 'wanted' || !object) {
    const wasForgotten = world.forgotten.has(id) && !link;
    const isByHand = world.story.accountsBefore.includes(person) && !link;
    if (account && !wasForgotten && !isByHand) checkLeft(world, id, account, fail);
    return;
  }
  if (!account) return fail('has no account');
  if (account['active'] !== true) fail('may not use the account');
  if (account['userName'] !== object.principalName) fail(`userName should be ${object.principalName}`);
  if (link?.targetId !== account['id'] || link?.state !== 'managed') fail(`the link is ${JSON.stringify(link)}`);
  const title = titleOf(object, world.rules);
  if (title !== undefined && account['title'] !== title) fail(`the title should be ${title}`);
  const manager = await world.managedTargetOf(object.managerId);
  if (manager !== undefined && managerOf(account) !== manager) fail(`the manager should be ${manager}`);
}

const severity: readonly Fate[] = ['kept', 'disabled', 'disabledThenDeleted', 'deleted'];

/** Who left in several ways had at least the mildest of what these ask for. */
function checkLeft(world: World, id: string, left: ScimObject, fail: (message: string) => never): void {
  const fates = world.history.departures(id, world.pace.finished).map(({ fate }) => fate);
  const mildest = severity.find((fate) => fates.includes(fate));
  if (mildest === undefined || mildest === 'kept') return;
  if (mildest !== 'disabled') fail('is still there');
  if (left['active'] !== false) fail('may still use the account');
}

async function checkGroup(world: World, group: number): Promise<void> {
  const id = groupId(group);
  const there = world.target.groups.filter((one) => one['displayName'] === groupNameOf(group));
  const standing = standingOf(world.source.objects.get(id), world.rules);
  const fail = (message: string): never => {
    throw new Violation(promise, `Group ${group} is ${standing}: ${message}`);
  };
  if (there.length > 1) fail(`there are ${there.length} of it`);
  const [found] = there;
  if (standing !== 'wanted') {
    const wasForgotten = world.forgotten.has(id) && !(await world.linkOf(id));
    if (found && !wasForgotten) checkLeft(world, id, found, fail);
    return;
  }
  if (!found) return fail('is not there');
  await checkMembers(world, id, found, fail);
}

async function checkMembers(
  world: World,
  id: string,
  found: ScimObject,
  fail: (message: string) => never,
): Promise<void> {
  const all = await world.source.listReferences({ attribute: 'members', mode: 'all', limit: 10_000 });
  const wanted = membersWanted(id, world.rules, {
    membersOf: (ownerId) => all.filter((one) => one.ownerId === ownerId).map(({ referencedId }) => referencedId),
    isGroup: (memberId) => world.source.objects.get(memberId)?.type === 'Group',
  });
  const has = new Set(membersOf(found));
  for (const memberId of wanted) {
    const member = await world.managedTargetOf(memberId);
    // Where the target takes whoever is disabled out of groups, they are members again when they may use the account again.
    const isTakenOut = world.story.losesDisabled && !isUsable(world, member);
    if (member !== undefined && !has.has(member) && !isTakenOut) fail(`member ${member} (${memberId}) is missing`);
  }
  // With the links it was forgotten who had been written into the group; the members of a group are never read.
  if (world.forgotten.size > 0) return;
  for (const targetId of has) {
    const memberId = sourceOf(world, targetId);
    if (memberId === undefined || wanted.has(memberId)) continue;
    // Whoever is not ours, or not any more, keeps the memberships; nobody is asked to take them away.
    if ((await world.managedTargetOf(memberId)) !== undefined) fail(`${memberId} should not be a member`);
  }
}

const isUsable = ({ target }: World, targetId: string | undefined): boolean =>
  target.users.find((one) => one['id'] === targetId)?.['active'] !== false;

function sourceOf({ target }: World, targetId: string): string | undefined {
  const person = personOf(target.users.find((one) => one['id'] === targetId));
  const group = groupOf(target.groups.find((one) => one['id'] === targetId));
  if (person !== undefined) return personId(person);
  return group === undefined ? undefined : groupId(group);
}

/** Each write has a record of its person; and no record tells of an account that was not made. */
function checkLog(world: World): void {
  const records = world.stores.state.data(world.jobId).log;
  for (const write of world.writes) {
    const person = write.kind === 'Users' ? personOf(write.after ?? write.before) : undefined;
    if (person === undefined || write.status >= 300 || mayBeUntold(world, person, write)) continue;
    const isExplained = records.some(
      ({ source, activityAt, durationMs }) =>
        source.id === personId(person) && activityAt.getTime() + durationMs >= write.atMs - 1,
    );
    if (!isExplained) throw new Violation('the log explains every write', `p${person}: ${describe(write)}`);
  }
  const made = new Set(
    world.writes
      .filter(({ method, status }) => method === 'POST' && status === 201)
      .map(({ after }) => personId(personOf(after) ?? -1)),
  );
  for (const { action, status, source } of records) {
    const isCreated = action === 'create' && status === 'success' && source.principalName !== undefined;
    if (isCreated && !made.has(source.id))
      throw new Violation('the log tells the truth', `${source.displayName} was never created`);
  }
}

/** A process that died can tell nothing, and what it left undone is not done again where the links were forgotten. */
const mayBeUntold = ({ forgotten }: World, person: number, { operation: { hasDied, isCutOff } }: Write): boolean =>
  isCutOff || (hasDied && forgotten.has(personId(person)));

/** With nothing to do, a question or two at most; for one change, a handful. Throws Violation. */
export async function checkQuiet(world: World, cycle: () => Promise<void>): Promise<void> {
  const sent = (): number => world.target.requests.length;
  // The cost of one change is asked for: what the feed tells a second time beside it is work of its own.
  world.repeats = false;
  let before = sent();
  await cycle();
  if (sent() - before > 2) throw new Violation('work follows change', `${sent() - before} requests with nothing to do`);
  const person = Array.from({ length: world.story.people }, (_, one) => one).find(
    (one) => standingOf(world.source.objects.get(personId(one)), world.rules) === 'wanted',
  );
  if (person === undefined) return;
  before = sent();
  await perform(world, { kind: 'title', person, title: 'The last title' });
  await cycle();
  if (sent() - before > 6)
    throw new Violation('work follows change', `${sent() - before} requests for one changed title`);
  const link = await world.linkOf(personId(person));
  const account = world.target.users.find((one) => one['id'] === link?.targetId);
  if (!String(account?.['title']).startsWith('The last title'))
    throw new Violation('no acknowledged change is lost', `the title of ${principalNameOf(person, 0)} did not arrive`);
}
