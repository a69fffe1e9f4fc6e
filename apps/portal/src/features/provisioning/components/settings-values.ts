/** The settings of a job between the API and the form. An empty text is the default: it is not sent. */
import type { JobSettingName } from '@drawbridge/contract';
import { durationMs } from '../../../lib/iso-duration.ts';
import { jobSettingsText } from '../../../text/job-settings.ts';
import type { Job, Setting } from '../api/job.ts';
import { secretOf, type SecretEntry } from '../api/secrets.ts';

export type LeaveName = keyof typeof jobSettingsText.leave.names;
export type LeaveKind = keyof typeof jobSettingsText.leave.kinds;
export const leaveNames = Object.keys(jobSettingsText.leave.names) as readonly LeaveName[];

const textNames = [
  'UserDisableAttributes', 'UserDeleteAttributes', 'QuarantineTooManyDeletesThreshold', 'DeletionThresholdPercent',
  'DeletionThresholdWindowHours', 'QuarantineEvaluateFrom', 'QuarantineProportionPercent', 'QuarantineBaseCount', 'QuarantineTotalCount',
  'DisableAfterQuarantineDays', 'RolePriority', 'NestedGroups', 'MembersPerRequest',
  'CompareEveryHours',
] as const satisfies readonly JobSettingName[]; // prettier-ignore
export type TextName = (typeof textNames)[number];

/** With what each is when it is absent. */
const switchDefaults = {
  HardDeleteUnmanaged: false,
  CreateInactive: false,
  RematchWhenGone: true,
  Bulk: false,
} as const satisfies Partial<Record<JobSettingName, boolean>>;
export type SwitchName = keyof typeof switchDefaults;
const switchNames = Object.keys(switchDefaults) as readonly SwitchName[];

type IntervalUnit = keyof typeof jobSettingsText.fields.units;
/** `keep`: as it is. Otherwise hours from now. */
type Trace = 'keep' | 'off' | '1' | '8' | '24';

export type SettingsValues = {
  readonly notify: boolean;
  readonly recipients: string;
  readonly hasThreshold: boolean;
  readonly threshold: string;
  readonly scope: 'assigned' | 'all';
  readonly skipOutOfScope: boolean;
  readonly interval: string;
  readonly intervalUnit: IntervalUnit;
  readonly trace: Trace;
  readonly leave: Readonly<Record<LeaveName, { readonly kind: LeaveKind; readonly days: string }>>;
  readonly texts: Readonly<Record<TextName, string>>;
  readonly switches: Readonly<Record<SwitchName, boolean>>;
};

type Stored = { readonly job: Job; readonly secrets: readonly SecretEntry[] };

type Notification = {
  readonly Enabled?: boolean;
  readonly Recipients?: string;
  readonly DeleteThresholdEnabled?: boolean;
  readonly DeleteThresholdValue?: number;
};

export function toForm({ job, secrets }: Stored): SettingsValues {
  const notification = notificationOf(secrets);
  const value = (name: string): string => settingOf(job, name) ?? '';
  return {
    notify: notification.Enabled ?? false,
    recipients: notification.Recipients ?? '',
    hasThreshold: notification.DeleteThresholdEnabled ?? false,
    threshold: String(notification.DeleteThresholdValue ?? ''),
    scope: secretOf(secrets, 'SyncAll')?.toLowerCase() === 'true' ? 'all' : 'assigned',
    skipOutOfScope: secretOf(secrets, 'SkipOutOfScopeDeletions')?.toLowerCase() === 'true',
    ...intervalOf(job.schedule.interval),
    trace: 'keep',
    leave: fromNames(leaveNames, (name) => leaveOf(value(name))),
    // `None` is what it is without the setting.
    texts: fromNames(textNames, (name) =>
      name === 'NestedGroups' && value(name).toLowerCase() === 'none' ? '' : value(name),
    ),
    switches: fromNames(switchNames, (name) =>
      value(name) === '' ? switchDefaults[name] : value(name).toLowerCase() === 'true',
    ),
  };
}

export type SettingsRequest = {
  readonly secrets: Readonly<Record<string, string>>;
  readonly interval: string;
  readonly settings: readonly Setting[];
};

/** `now`: what a trace is counted from. Settings that the form does not show stay as they are. */
export function toRequest(values: SettingsValues, stored: Stored, now: Date): SettingsRequest {
  const shown = new Set<string>([...leaveNames, ...textNames, ...switchNames, 'WireTraceUntil']);
  const given: Record<string, string> = {
    ...fromNames(leaveNames, (name) => leaveText(values.leave[name])),
    ...fromNames(textNames, (name) => values.texts[name].trim()),
    ...fromNames(switchNames, (name) =>
      values.switches[name] === switchDefaults[name] ? '' : values.switches[name] ? 'True' : 'False',
    ),
    WireTraceUntil: traceText(values.trace, stored.job, now),
  };
  return {
    secrets: secretsOf(values, stored.secrets),
    interval:
      values.intervalUnit === 'D' ? `P${values.interval.trim()}D` : `PT${values.interval.trim()}${values.intervalUnit}`,
    settings: [
      ...stored.job.synchronizationJobSettings.filter(({ name }) => !shown.has(name)),
      ...Object.entries(given).flatMap(([name, value]) => (value === '' ? [] : [{ name, value }])),
    ],
  };
}

function secretsOf(values: SettingsValues, stored: readonly SecretEntry[]): Record<string, string> {
  const notification = {
    ...notificationOf(stored),
    Enabled: values.notify,
    Recipients: values.recipients.trim(),
    DeleteThresholdEnabled: values.hasThreshold,
    ...(values.threshold.trim() === '' ? {} : { DeleteThresholdValue: Number(values.threshold) }),
  };
  return {
    SyncAll: values.scope === 'all' ? 'true' : 'false',
    SkipOutOfScopeDeletions: values.skipOutOfScope ? 'true' : 'false',
    SyncNotificationSettings: JSON.stringify(notification),
  };
}

function notificationOf(secrets: readonly SecretEntry[]): Notification {
  const text = secretOf(secrets, 'SyncNotificationSettings');
  return text === undefined ? {} : (JSON.parse(text) as Notification);
}

const settingOf = (job: Job, name: string): string | undefined =>
  job.synchronizationJobSettings.find((setting) => setting.name === name)?.value;

export const traceUntil = (job: Job): string | undefined => settingOf(job, 'WireTraceUntil');

function traceText(trace: Trace, job: Job, now: Date): string {
  if (trace === 'keep') return traceUntil(job) ?? '';
  return trace === 'off' ? '' : new Date(now.getTime() + Number(trace) * 3_600_000 - 60_000).toISOString();
}

function leaveOf(text: string): { kind: LeaveKind; days: string } {
  const [word = '', days = ''] = text.split(':');
  const kinds = Object.keys(jobSettingsText.leave.kinds) as readonly LeaveKind[];
  return { kind: kinds.find((kind) => kind.toLowerCase() === word.trim().toLowerCase()) ?? 'Default', days };
}

function leaveText({ kind, days }: { kind: LeaveKind; days: string }): string {
  if (kind === 'Default') return '';
  return kind === 'DeleteAfterDays' ? `DeleteAfterDays:${days.trim()}` : kind;
}

const unitMs: Readonly<Record<IntervalUnit, number>> = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 };

/** In the largest unit that keeps it whole; hours rather than days below two days. */
function intervalOf(duration: string): { interval: string; intervalUnit: IntervalUnit } {
  const ms = durationMs(duration) ?? 0;
  const units = ['D', 'H', 'M', 'S'] as const;
  const intervalUnit =
    units.find((unit) => ms % unitMs[unit] === 0 && ms >= unitMs[unit] && (unit !== 'D' || ms >= 2 * unitMs.D)) ?? 'S';
  return { interval: String(Math.round(ms / unitMs[intervalUnit])), intervalUnit };
}

const fromNames = <Name extends string, Value>(
  names: readonly Name[],
  of: (name: Name) => Value,
): Record<Name, Value> => Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>;
