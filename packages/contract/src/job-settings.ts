/**
 * The settings of a synchronization job: Graph's open list `synchronizationJobSettings` of names and values, with every
 * name that is known here, what it may hold and what it means when it is absent. Values travel as text.
 */
import { z } from 'zod';

/**
 * What happens to the account of somebody who leaves: `default` is what Microsoft Entra does for the event, `deleteAfter`
 * disables at once and deletes when so many days have passed without a return.
 */
export type LeaveAction =
  | { readonly kind: 'default' | 'none' | 'disable' | 'delete' }
  | { readonly kind: 'deleteAfter'; readonly days: number };

const leaveKinds = { default: 'default', none: 'none', disable: 'disable', delete: 'delete' } as const;
const longestDays = 3_650;

const leaveActionText = (text: string): LeaveAction | undefined => {
  const key = text.trim().toLowerCase();
  if (Object.hasOwn(leaveKinds, key)) return { kind: leaveKinds[key as keyof typeof leaveKinds] };
  const days = Number(/^deleteafterdays:(\d{1,4})$/.exec(key)?.[1] ?? Number.NaN);
  return days >= 1 && days <= longestDays ? { kind: 'deleteAfter', days } : undefined;
};

/** A text that `read` understands; `expected` tells the reader what that is. */
const textOf = <T>(read: (text: string) => T | undefined, expected: string) =>
  z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${expected}` });
    return z.NEVER;
  });

const userAction = textOf(leaveActionText, 'Default, None, Disable, Delete or DeleteAfterDays:N with N from 1 to 3650');
const groupAction = textOf((text) => {
  const action = leaveActionText(text);
  return action?.kind === 'disable' ? undefined : action;
}, 'Default, None, Delete or DeleteAfterDays:N with N from 1 to 3650; a group cannot be disabled');
const truth = textOf((text) => ({ true: true, false: false })[text.trim().toLowerCase()], 'True or False');
const whole = (least: number, most: number) =>
  textOf((text) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  }, `a whole number from ${least} to ${most}`);
/** An empty text takes the setting away. */
const optionalWhole = (least: number, most: number) =>
  z.union([z.literal('').transform((): number | undefined => undefined), whole(least, most)]);
const oneOf = <const T extends string>(...words: readonly T[]) =>
  textOf((text) => words.find((word) => word.toLowerCase() === text.trim().toLowerCase()), words.join(' or '));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const moment = textOf((text) => {
  if (text.trim() === '') return new Date(0);
  const date = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : undefined;
  return date && Number.isFinite(date.getTime()) ? date : undefined;
}, 'an ISO 8601 date and time, such as 2027-01-31T12:00:00Z');

const maxAttributes = 50;
/** `{"userType":"former","active":false}`: target attributes and what they are set to. */
const attributes = textOf((text): ReadonlyMap<string, string> | undefined => {
  if (text.trim() === '') return new Map();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // No JSON is no object: refused below.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length > maxAttributes || !entries.every(([name, one]) => name !== '' && isScalar(one))) return undefined;
  return new Map(entries.map(([name, one]) => [name, String(one)]));
}, `a JSON object of at most ${maxAttributes} target attributes with texts, numbers or booleans`);

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

type Setting<T> = {
  readonly value: z.ZodType<T, string>;
  readonly whenAbsent: T;
  /** A change of it concerns people who did not change: the next cycle looks at everybody. */
  readonly reevaluates: boolean;
};

const setting = <T>(value: z.ZodType<T, string>, whenAbsent: T): Setting<T> => ({
  value,
  whenAbsent,
  reevaluates: false,
});
const deciding = <T>(value: z.ZodType<T, string>, whenAbsent: T): Setting<T> => ({
  value,
  whenAbsent,
  reevaluates: true,
});

const entra: LeaveAction = { kind: 'default' };

/** By name. docs/reference/job-settings.md says what each is for. */
export const jobSettings = {
  // Graph's own, accepted because clients send back what they were shown.
  AzureIngestionAttributeOptimization: setting(truth, false),
  LookaheadQueryEnabled: setting(truth, false),

  // What becomes of accounts.
  UserUnassignedAction: deciding(userAction, entra),
  UserOutOfScopeAction: deciding(userAction, entra),
  UserDisabledAction: deciding(userAction, entra),
  UserSoftDeletedAction: deciding(userAction, entra),
  UserHardDeletedAction: deciding(userAction, entra),
  GroupUnassignedAction: deciding(groupAction, entra),
  GroupOutOfScopeAction: deciding(groupAction, entra),
  GroupSoftDeletedAction: deciding(groupAction, entra),
  GroupHardDeletedAction: deciding(groupAction, entra),
  HardDeleteUnmanaged: deciding(truth, false),
  CreateInactive: deciding(truth, false),
  UserDisableAttributes: setting(attributes, new Map<string, string>()),
  UserDeleteAttributes: setting(attributes, new Map<string, string>()),

  // Brakes.
  QuarantineTooManyDeletesThreshold: setting(optionalWhole(0, 10_000_000), undefined),
  DeletionThresholdPercent: setting(optionalWhole(1, 100), undefined),
  DeletionThresholdWindowHours: setting(whole(0, 720), 0),
  QuarantineEvaluateFrom: setting(
    z.union([oneOf('Auto'), whole(1, 10_000_000)], { error: 'must be Auto or a whole number from 1 to 10000000' }),
    5_000 as number | 'Auto',
  ),
  QuarantineProportionPercent: setting(whole(1, 100), 40),
  QuarantineBaseCount: setting(whole(1, 100_000_000), 40_000),
  QuarantineTotalCount: setting(whole(1, 100_000_000), 60_000),
  DisableAfterQuarantineDays: setting(whole(0, 3_650), 0),

  // Matching, groups and roles.
  RematchWhenGone: setting(truth, true),
  RolePriority: deciding(list, []),
  NestedGroups: deciding(oneOf('None', 'Flatten', 'Mirror'), 'None'),

  // What others change in the application.
  CompareEveryHours: setting(whole(0, 8_760), 0),

  // Requests to the application.
  Bulk: setting(truth, false),
  MembersPerRequest: setting(whole(1, 5_000), 500),
  WireTraceUntil: setting(moment, new Date(0)),
} as const;

export type JobSettingName = keyof typeof jobSettings;
export type JobSettings = {
  readonly [name in JobSettingName]: (typeof jobSettings)[name] extends Setting<infer T> ? T : never;
};
/** As they are stored: text by name. */
export type StoredJobSettings = Readonly<Record<string, string>>;

export const jobSettingNames = Object.keys(jobSettings) as readonly JobSettingName[];

const isKnown = (name: string): name is JobSettingName => Object.hasOwn(jobSettings, name);

/** Why this is no setting, in a sentence without its name; undefined when it is one. */
export function jobSettingProblem(name: string, value: string): string | undefined {
  if (!isKnown(name)) return `is no setting of a job; there are ${jobSettingNames.join(', ')}`;
  const parsed = jobSettings[name].value.safeParse(value);
  if (parsed.success) return undefined;
  return parsed.error.issues[0]?.message ?? 'cannot be read';
}

/** What is stored, read; what is absent or was never valid has its meaning of absence. */
export function readJobSettings(stored: StoredJobSettings = {}): JobSettings {
  const entries = jobSettingNames.map((name) => {
    const { value, whenAbsent } = jobSettings[name];
    if (!Object.hasOwn(stored, name)) return [name, whenAbsent];
    const parsed = value.safeParse(stored[name]);
    return [name, parsed.success ? parsed.data : whenAbsent];
  });
  return Object.fromEntries(entries) as JobSettings;
}

/** Whether going from one list to the other asks for a look at everybody. */
export const asksForReevaluation = (before: StoredJobSettings, after: StoredJobSettings): boolean =>
  jobSettingNames.some((name) => jobSettings[name].reevaluates && before[name] !== after[name]);
