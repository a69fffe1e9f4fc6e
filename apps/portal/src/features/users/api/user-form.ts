/** A user as a form has it, and as the API takes it. */
import type { UserField } from './user-fields.ts';

export type FormValues = Record<string, string | boolean>;
type Values = Readonly<Record<string, unknown>>;

/** What a user has under a field: text, list, flag; undefined when nothing. */
export function valueIn(user: Values, { name, within }: UserField): unknown {
  const holder = within === undefined ? user : ((user[within] ?? {}) as Values);
  return holder[name] ?? undefined;
}

export const toForm = (user: Values, fields: readonly UserField[]): FormValues =>
  Object.fromEntries(fields.map((field) => [field.name, toFormValue(field, valueIn(user, field))]));

function toFormValue({ kind }: UserField, value: unknown): string | boolean {
  if (kind === 'flag') return value === true;
  if (kind === 'list') return Array.isArray(value) ? value.join('\n') : '';
  if (kind === 'date') return typeof value === 'string' ? value.slice(0, 10) : '';
  return typeof value === 'string' ? value : '';
}

/** Only what differs from `before`; what was emptied is null. */
export function toRequest(
  values: FormValues,
  fields: readonly UserField[],
  before: FormValues = {},
): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined || value === (before[field.name] ?? (field.kind === 'flag' ? undefined : ''))) continue;
    const sent = toRequestValue(field, value);
    if (field.within === undefined) request[field.name] = sent;
    else request[field.within] = { ...(request[field.within] as object | undefined), [field.name]: sent };
  }
  return request;
}

function toRequestValue({ kind }: UserField, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value;
  const text = value.trim();
  if (kind === 'list')
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  if (text === '') return null;
  return kind === 'date' ? `${text}T00:00:00Z` : text;
}
