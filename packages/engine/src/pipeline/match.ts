/** Step 3: the resource in the target that belongs to the record, if any. Reads the target; writes nothing. */
import { MappingError, toProvisioningError } from '@drawbridge/base';
import { getAtPath, type ScimObject } from '@drawbridge/scim';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { CycleContext } from './context.ts';
import { turnKey } from './match-turns.ts';
import type { MappedRecord, MatchedRecord, MatchValue } from './record.ts';
import { nameOf } from './scope.ts';

/**
 * Throws MappingError MATCH_VALUE_MISSING, MATCH_AMBIGUOUS or MATCH_TAKEN, and what the target's client throws
 * (TARGET_RESOURCE_GONE when the linked resource is not there).
 */
export async function match(record: MappedRecord, ctx: CycleContext): Promise<MatchedRecord> {
  const { rule, link, course } = record;
  if (!rule || course === 'leave') return { ...record, existing: undefined, targetId: link?.targetId };
  record.trail.stage = { name: 'EntryImport', type: 'matching' };
  if (link)
    return needsExisting(record, rule) ? readLinked(record, rule, link.targetId, ctx) : linked(record, link.targetId);
  if (course === 'keep' || course === 'suspend') return findUnlinked(record, rule, ctx);
  return { ...record, existing: undefined, targetId: undefined };
}

const linked = (record: MappedRecord, targetId: string): MatchedRecord => ({
  ...record,
  existing: undefined,
  targetId,
});

/** Whether deciding needs to know what the target has: not for a delete, nor where nothing may be written. */
function needsExisting({ course, wanted, leaving }: MappedRecord, rule: CompiledObject): boolean {
  if (!rule.canUpdate) return false;
  if (course === 'keep') return true;
  return leaving?.way === 'disable' && rule.active.length > 0 && wanted.length > 0;
}

async function readLinked(
  record: MappedRecord,
  rule: CompiledObject,
  targetId: string,
  ctx: CycleContext,
): Promise<MatchedRecord> {
  const existing = await ctx.client.read(rule.endpoint, targetId, optionsOf(rule), ctx.signal);
  if (getAtPath(existing, 'active') === false) record.trail.wasFoundDisabled = true;
  retrieved(record, ctx, `Retrieved ${record.type} '${nameOf(record)}' from ${ctx.targetName}`);
  return { ...record, existing, targetId };
}

async function findUnlinked(record: MappedRecord, rule: CompiledObject, ctx: CycleContext): Promise<MatchedRecord> {
  if (record.matchValues.length === 0) throw missingValue(record, rule);
  for (const wanted of valuesOf(record, ctx)) {
    const found = await candidates(rule, wanted, ctx);
    if (found.length > 1) throw ambiguous(record, wanted, found.length, ctx);
    const existing = found[0];
    if (existing) return takeOver(record, existing, wanted, ctx);
  }
  const [first] = record.matchValues;
  retrieved(record, ctx, `No ${record.type} matched ${first!.target} eq '${first!.value}' in ${ctx.targetName}`);
  return { ...record, existing: undefined, targetId: undefined };
}

/** Whoever may have been made under another name is looked for under that one too. */
function valuesOf({ id, matchValues }: MappedRecord, { noted }: CycleContext): readonly MatchValue[] {
  const isNew = (value: MatchValue): boolean =>
    !matchValues.some((known) => known.target === value.target && known.value === value.value);
  return [...matchValues, ...(noted.get(id) ?? []).filter(isNew)];
}

/** From the index where it is sure; what may have been created meanwhile is asked for. */
async function candidates(rule: CompiledObject, by: MatchValue, ctx: CycleContext): Promise<readonly ScimObject[]> {
  const { index, turns } = ctx;
  const find = () => ctx.client.find(rule.endpoint, by.target, by.value, optionsOf(rule), ctx.signal);
  if (!index || turns.tried.has(turnKey(rule.type, by))) return find();
  const known = index.lookup(by);
  if (known.kind === 'resource') return [known.resource];
  if (known.kind === 'none' && (await index.isBelieved(async () => (await find()).length > 0))) return [];
  const existing = known.kind === 'id' ? await readIfThere(rule, known.id, ctx) : undefined;
  return existing ? [existing] : find();
}

async function readIfThere(rule: CompiledObject, id: string, ctx: CycleContext): Promise<ScimObject | undefined> {
  try {
    return await ctx.client.read(rule.endpoint, id, optionsOf(rule), ctx.signal);
  } catch (thrown) {
    if (toProvisioningError(thrown).code === 'TARGET_RESOURCE_GONE') return undefined;
    throw thrown;
  }
}

async function takeOver(
  record: MappedRecord,
  existing: ScimObject,
  by: MatchValue,
  ctx: CycleContext,
): Promise<MatchedRecord> {
  const targetId = String(existing['id']);
  const holder = await ctx.book.linkOfTarget(record.type, targetId);
  if (holder && holder.sourceId !== record.id) {
    throw new MappingError(
      'MATCH_TAKEN',
      `${by.target} eq '${by.value}' finds the ${record.type} ${targetId}, which belongs to '${holder.displayName}' (${holder.sourceId}) already. Give the two directory objects different matching values.`,
      { details: { targetId, holder: holder.sourceId } },
    );
  }
  retrieved(
    record,
    ctx,
    `${record.type} '${nameOf(record)}' matched ${by.target} eq '${by.value}' in ${ctx.targetName}`,
  );
  return { ...record, existing, targetId };
}

const optionsOf = (rule: CompiledObject) => ({ excludeMembers: rule.type === 'Group' });

const retrieved = (record: MappedRecord, ctx: CycleContext, description: string): void =>
  record.trail.add({ name: 'EntryImport', type: 'matching', description }, ctx.clock.now());

const missingValue = (record: MappedRecord, rule: CompiledObject): MappingError =>
  new MappingError(
    'MATCH_VALUE_MISSING',
    `'${nameOf(record)}' has no value for ${rule.matching.map(({ target }) => target).join(' or ')}, by which it would be matched. Fill the attribute in the directory.`,
  );

const ambiguous = (record: MappedRecord, by: MatchValue, count: number, ctx: CycleContext): MappingError =>
  new MappingError(
    'MATCH_AMBIGUOUS',
    `${count} resources in ${ctx.targetName} match '${nameOf(record)}' by ${by.target} eq '${by.value}'. Remove the duplicates, or match by another attribute.`,
    { details: { count } },
  );
