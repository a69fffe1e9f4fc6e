/**
 * A person says which resource of the target belongs to an object: the link is made without asking the matching attributes.
 * A worker that holds the job is fenced off in the same commit, so that it cannot put back what it knew before. Attributes
 * and references are written at once where the job is active; an escrow that is due sees to what is left, in the next cycle.
 */
import { DirectoryError, MappingError, ProvisioningError, toProvisioningError } from '@drawbridge/base';
import { readJobSettings } from '@drawbridge/contract';
import { foldCase, getAtPath, type ScimObject } from '@drawbridge/scim';
import type { EngineOptions } from '../engine-options.ts';
import type { Job } from '../job/job.ts';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { CreateIntent, CycleStore } from '../ports/cycle-store.ts';
import type { Link } from '../ports/link-store.ts';
import type { SourceObject } from '../ports/source.ts';
import { isInScope } from './create-intents.ts';
import type { Cycle } from './cycle.ts';
import { openCycle, provisionOnDemand } from './on-demand.ts';
import { isOlder } from './resolve-intents.ts';
import { sourceOptionsOf } from './source-options.ts';

export type LinkByHand = {
  readonly job: Job;
  readonly engine: EngineOptions;
  readonly objectId: string;
  /** The `id` of the SCIM resource. */
  readonly targetId: string;
  /** Takes the link, where what a person did is told by another store than what the engine does. Absent: the engine's. */
  readonly cycles?: CycleStore;
  readonly signal?: AbortSignal;
};

/** By then a page that wrote down whom it creates is over, or its process died. */
const pageIsOverAfterMs = 2 * 60_000;

/**
 * Gives the link as it is now, and whether it was made here. The resource that was linked before is left as it is. Throws
 * OBJECT_NOT_FOUND for an object or a resource that is not there, LINK_OUT_OF_SCOPE where the link would take the account
 * away, MATCH_TAKEN when the resource belongs to another object, CREATE_IN_FLIGHT when a resource is just being created for
 * this one, and whatever stands between us and the target.
 */
export async function linkByHand(request: LinkByHand): Promise<{ readonly link: Link; readonly isNew: boolean }> {
  const { job, engine, objectId } = request;
  const options = sourceOptionsOf(readJobSettings(job.settings));
  const [object] = await engine.sourceFor(job.servicePrincipalId, options).getObjects([objectId]);
  if (!object) {
    throw new DirectoryError('OBJECT_NOT_FOUND', `There is no object ${objectId} in the directory. Check the id.`, {
      details: { objectId },
    });
  }
  const { signal } = request;
  const cycle = await openCycle({ job, engine, ...(signal ? { signal } : {}) });
  const rule = ruleOf(cycle, object);
  const resource = await read(cycle, rule, request.targetId);
  const link = linkTo(object, resource);
  const before = (await engine.links.linksOf(job.id, [objectId])).get(objectId);
  if (before?.targetId === link.targetId && before.state === 'managed') return { link: before, isNew: false };
  await refuseTaken(cycle, rule, link, resource);
  await commit(cycle, link, request.cycles ?? engine.cycles);
  if (job.schedule.state === 'Active') await writeNow(request, link);
  await engine.jobs.wake(engine.clock.now(), [job.id]);
  const now = (await engine.links.linksOf(job.id, [objectId])).get(objectId);
  return { link: now ?? link, isNew: true };
}

/** Throws LINK_OUT_OF_SCOPE. */
function ruleOf(cycle: Cycle, object: SourceObject): CompiledObject {
  const rule = cycle.rule.objects.get(object.type);
  const name = object.principalName ?? object.displayName;
  const refused = (fact: string, remedy: string): MappingError =>
    new MappingError('LINK_OUT_OF_SCOPE', `'${name}' cannot be linked: ${fact}. ${remedy}`, {
      details: { objectId: object.id },
    });
  if (!rule) throw refused(`the mapping of ${object.type} is not enabled`, 'Enable it under Mappings.');
  if (!isInScope(cycle, rule, object))
    throw refused('it is not in scope, and its account would be taken away', 'Bring it into scope, then link it.');
  if (object.state !== 'active')
    throw refused('it is disabled in the directory, and so would be its account', 'Enable it, then link it.');
  return rule;
}

async function read(cycle: Cycle, { endpoint, type }: CompiledObject, targetId: string): Promise<ScimObject> {
  const { client, targetName } = cycle.target;
  try {
    return await client.read(endpoint, targetId, { excludeMembers: type === 'Group' }, cycle.requestSignal);
  } catch (thrown) {
    const { code } = toProvisioningError(thrown);
    // The id stands in a URL, where some ids can never lead to a resource.
    if (code !== 'TARGET_RESOURCE_GONE' && code !== 'SCIM_INVALID_VALUE') throw thrown;
    throw new DirectoryError(
      'OBJECT_NOT_FOUND',
      `There is no ${type} '${targetId}' in ${targetName}. Search for the account, and link its id.`,
      { details: { targetId } },
    );
  }
}

function linkTo({ id, type, displayName }: SourceObject, resource: ScimObject): Link {
  const active = type === 'User' ? getAtPath(resource, 'active') : undefined;
  return {
    sourceId: id,
    type,
    targetId: String(resource['id']),
    displayName,
    state: 'managed',
    ...(typeof active === 'boolean' ? { targetActive: active } : {}),
  };
}

/** Throws MATCH_TAKEN and CREATE_IN_FLIGHT. */
async function refuseTaken(cycle: Cycle, rule: CompiledObject, link: Link, resource: ScimObject): Promise<void> {
  const { engine, job } = cycle;
  const { type, sourceId, targetId, displayName } = link;
  const holder = await engine.links.linkOfTarget(job.id, type, targetId);
  if (holder && holder.sourceId !== sourceId) throw taken(link, holder);
  const intents = (await engine.links.openIntents(job.id)).flatMap((note) => note.intents);
  const sinceMs = engine.clock.now().getTime() - pageIsOverAfterMs;
  if (intents.some((intent) => intent.sourceId === sourceId && Date.parse(intent.notedAt) > sinceMs)) {
    throw new MappingError(
      'CREATE_IN_FLIGHT',
      `An account for '${displayName}' may be being created at this moment. Look again in two minutes, and link it then.`,
      { details: { objectId: sourceId } },
    );
  }
  const others = intents.filter((intent) => intent.sourceId !== sourceId && intent.type === type);
  const made = others.filter((intent) => mayBeOf(intent, rule, resource));
  const links = await engine.links.linksOf(
    job.id,
    made.map((intent) => intent.sourceId),
  );
  const maker = made.find((intent) => !links.has(intent.sourceId));
  if (maker) throw taken(link, maker);
}

/** Whether the resource is what a create made whose page is not over. */
const mayBeOf = (intent: CreateIntent, rule: CompiledObject, resource: ScimObject): boolean =>
  !isOlder(resource, intent) &&
  intent.matchValues.some(({ target, value }) => {
    const mapping = rule.matching.find((one) => one.target === target);
    const has = mapping && getAtPath(resource, mapping.path, rule.resourceType);
    return [has].flat().some((one) => one !== undefined && foldCase(String(one)) === foldCase(String(value)));
  });

const taken = (
  { type, targetId }: Link,
  { displayName, sourceId }: { readonly displayName: string; readonly sourceId: string },
): MappingError =>
  new MappingError(
    'MATCH_TAKEN',
    `The ${type} ${targetId} belongs to '${displayName}' (${sourceId}) already. Link that object to another account first.`,
    { details: { targetId, holder: sourceId } },
  );

async function commit({ engine, job }: Cycle, link: Link, cycles: CycleStore): Promise<void> {
  const { sourceId, type, targetId } = link;
  const now = engine.clock.now();
  await cycles.commitPage(job.id, undefined, {
    fencesOff: true,
    // With the old link go the references that were written for it.
    links: { put: [link], drop: [sourceId] },
    references: { written: [], removed: [] },
    escrows: {
      put: [
        {
          sourceId,
          type,
          firstFailedAt: now,
          attempts: 0,
          nextAttemptAt: now,
          errorCode: 'REFERENCE_UNRESOLVED',
          message: `A person linked it to ${targetId}; its attributes and references are written next.`,
        },
      ],
      clear: [{ type, sourceId }],
    },
    staged: { put: [], clear: [sourceId] },
    log: [],
  });
}

/** An initial cycle that is under way may not come to the escrow for hours. */
async function writeNow({ job, engine, objectId, signal }: LinkByHand, { type }: Link): Promise<void> {
  try {
    const subjects = [{ objectId, objectTypeName: type }];
    await provisionOnDemand({ job, subjects, engine, ...(signal ? { signal } : {}) });
  } catch (thrown) {
    // The link is made; the escrow is for what could not be written.
    if (!(thrown instanceof ProvisioningError)) throw thrown;
  }
}
