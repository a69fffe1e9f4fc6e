/**
 * What should be, said without the engine: who is to have an account, how it is to look, and what may become of the account
 * of somebody who leaves. Written from the decision table and from the meaning of the job's settings, in the plainest
 * words, so that a mistake of the engine is not repeated here.
 */
import type { ScopeMode, SourceObject } from '@drawbridge/engine';

/**
 * - `wanted`       an account that may be used
 * - `disabled`     still ours, and may not sign in
 * - `softDeleted`  in the recycle bin
 * - `unassigned`   not for this application: nobody assigned it
 * - `filtered`     not for this application: the scoping filter says no
 * - `gone`         removed for good, or never there
 */
export type Standing = 'wanted' | 'disabled' | 'softDeleted' | 'unassigned' | 'filtered' | 'gone';

export type Settings = Readonly<Record<string, string>>;

export type Rules = {
  readonly mode: ScopeMode;
  /** The scoping filter: only this department. */
  readonly department: string | undefined;
  /** Which of two mappings of the title is in force. */
  readonly variant: number;
  /** Whether accounts are matched by nickname too, where the name finds nobody. */
  readonly matchesByNickname: boolean;
  /** The job's settings, by name. */
  readonly settings: Settings;
};

/** An object in the recycle bin is that first of all, whatever else is true of it. */
export function standingOf(object: SourceObject | undefined, { mode, department }: Rules): Standing {
  if (!object) return 'gone';
  if (object.state === 'softDeleted') return 'softDeleted';
  if (mode === 'assigned' && !object.assigned) return 'unassigned';
  if (object.type === 'User' && department !== undefined && object.attributes.get('department') !== department)
    return 'filtered';
  return object.state === 'disabled' && object.type === 'User' ? 'disabled' : 'wanted';
}

/** What is to happen to an account: from the least to the most. */
export type Fate = 'kept' | 'disabled' | 'disabledThenDeleted' | 'deleted';

const settingOf: Record<Exclude<Standing, 'wanted'>, string> = {
  disabled: 'DisabledAction',
  softDeleted: 'SoftDeletedAction',
  unassigned: 'UnassignedAction',
  filtered: 'OutOfScopeAction',
  gone: 'HardDeletedAction',
};

/** What the settings say of somebody who leaves so; where they say nothing, what Microsoft Entra does. */
export function fateOf(standing: Standing, type: 'User' | 'Group', settings: Settings): Fate {
  if (standing === 'wanted') return 'kept';
  const said = settings[`${type}${settingOf[standing]}`] ?? 'Default';
  if (said === 'None') return 'kept';
  if (said === 'Disable') return 'disabled';
  if (said === 'Delete') return 'deleted';
  if (said.startsWith('DeleteAfterDays')) return 'disabledThenDeleted';
  return standing === 'gone' || type === 'Group' ? 'deleted' : 'disabled';
}

/** How long after somebody left the account is deleted, where it is not at once. */
export function daysUntilDeletion(standing: Standing, type: 'User' | 'Group', settings: Settings): number {
  if (standing === 'wanted') return 0;
  return Number(/^DeleteAfterDays:(\d+)$/.exec(settings[`${type}${settingOf[standing]}`] ?? '')?.[1] ?? 0);
}

/** What the account's title should be; undefined when nothing is said about it, because empty values do not flow. */
export function titleOf(object: SourceObject, { variant }: Rules): string | undefined {
  const title = object.attributes.get('jobTitle');
  if (typeof title !== 'string' || title === '') return undefined;
  return variant === 1 ? `${title}!` : title;
}

/** Who is to be in a group: its members, or with groups flattened everybody in it and in the groups within. */
export function membersWanted(
  groupId: string,
  { settings }: Rules,
  {
    membersOf,
    isGroup,
  }: { readonly membersOf: (id: string) => readonly string[]; readonly isGroup: (id: string) => boolean },
): ReadonlySet<string> {
  if (settings['NestedGroups'] !== 'Flatten') return new Set(membersOf(groupId));
  const [people, met, edge] = [new Set<string>(), new Set([groupId]), [groupId]];
  for (let group = edge.pop(); group !== undefined; group = edge.pop()) {
    for (const id of membersOf(group)) {
      if (!isGroup(id)) people.add(id);
      else if (!met.has(id)) {
        met.add(id);
        edge.push(id);
      }
    }
  }
  return people;
}
