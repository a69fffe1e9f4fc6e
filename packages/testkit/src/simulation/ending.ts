/**
 * What must hold when the faults have stopped and a bounded number of cycles has passed: the target is as the specification
 * says, the log explains how it came so, and there is nothing left to do.
 */
import { groupId, managerOf, membersOf, personId, principalNameOf, type World } from './world.ts';
import { standingOf, titleOf } from './specification.ts';
import { describe, Violation } from './watch.ts';

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
  const [account] = world.accountsOf(person);
  const link = await world.linkOf(id);
  const fail = (message: string): never => {
    throw new Violation(promise, `p${person} is ${standing}: ${message}; account ${JSON.stringify(account)}`);
  };
  if (standing !== 'wanted' || !object) {
    const wasForgotten = world.hasForgottenLinks && !link;
    const isByHand = world.story.accountsBefore.includes(person) && !link;
    if (account && account['active'] !== false && !wasForgotten && !isByHand) fail('may still use the account');
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

async function checkGroup(world: World, group: number): Promise<void> {
  const object = world.source.objects.get(groupId(group));
  const there = world.target.groups.filter((one) => one['displayName'] === `Group ${group}`);
  const standing = standingOf(object, world.rules);
  const fail = (message: string): never => {
    throw new Violation(promise, `Group ${group} is ${standing}: ${message}`);
  };
  if (there.length > 1) fail(`there are ${there.length} of it`);
  const [found] = there;
  if (standing !== 'wanted') {
    const wasForgotten = world.hasForgottenLinks && !(await world.linkOf(groupId(group)));
    if (found && !wasForgotten) fail('is still there');
    return;
  }
  if (!found) return fail('is not there');
  const references = await world.source.listReferences({
    attribute: 'members',
    mode: 'all',
    ownerId: groupId(group),
    limit: 1_000,
  });
  const has = new Set(membersOf(found));
  for (const { referencedId } of references) {
    const member = await world.managedTargetOf(referencedId);
    if (member !== undefined && !has.has(member)) fail(`member ${member} is missing`);
  }
  const wanted = new Set(references.map(({ referencedId }) => referencedId));
  for (const member of has) {
    const person = world.personOf(world.target.users.find((user) => user['id'] === member));
    if (person === undefined || wanted.has(personId(person))) continue;
    // With the links it was forgotten who had been written into the group; the members of a group are never read.
    if (world.hasForgottenLinks) continue;
    // Whoever is not ours, or not any more, keeps the memberships; nobody is asked to take them away.
    if ((await world.managedTargetOf(personId(person))) !== undefined) fail(`p${person} should not be a member`);
  }
}

/** Each write has a record of its person; and no record tells of an account that was not made. */
function checkLog(world: World): void {
  const records = world.stores.state.data(world.jobId).log;
  for (const write of world.writes) {
    const person = write.kind === 'Users' ? world.personOf(write.after ?? write.before) : undefined;
    if (person === undefined || write.status >= 300) continue;
    const isExplained = records.some(
      ({ source, activityAt, durationMs }) =>
        source.id === personId(person) && activityAt.getTime() + durationMs >= write.atMs - 1,
    );
    if (!isExplained) throw new Violation('the log explains every write', `p${person}: ${describe(write)}`);
  }
  for (const { action, status, source } of records) {
    if (action !== 'create' || status !== 'success' || source.principalName === undefined) continue;
    const wasMade = world.writes.some(
      (write) =>
        write.method === 'POST' && write.status === 201 && personId(world.personOf(write.after) ?? -1) === source.id,
    );
    if (!wasMade) throw new Violation('the log tells the truth', `${source.displayName} was never created`);
  }
}

/** With nothing to do, one question at most; for one change, a handful. Throws Violation. */
export async function checkQuiet(world: World, cycle: () => Promise<void>): Promise<void> {
  const sent = (): number => world.target.requests.length;
  let before = sent();
  await cycle();
  if (sent() - before > 1) throw new Violation('work follows change', `${sent() - before} requests with nothing to do`);
  const person = Array.from({ length: world.story.people }, (_, one) => one).find(
    (one) => standingOf(world.source.objects.get(personId(one)), world.rules) === 'wanted',
  );
  if (person === undefined) return;
  before = sent();
  await world.do({ kind: 'title', person, title: 'The last title' });
  await cycle();
  if (sent() - before > 6)
    throw new Violation('work follows change', `${sent() - before} requests for one changed title`);
  const [account] = world.accountsOf(person);
  if (!String(account?.['title']).startsWith('The last title'))
    throw new Violation('no acknowledged change is lost', `the title of ${principalNameOf(person, 0)} did not arrive`);
}
