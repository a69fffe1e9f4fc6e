/**
 * What expressions read and give: values, the source object, and the surroundings of one evaluation.
 */

/** Booleans are "True" and "False"; undefined is absent, which Microsoft's documentation calls null. */
export type ExpressionValue = string | readonly string[] | undefined;

/** What an attribute of the source object may hold. */
export type SourceValue = string | boolean | number | readonly string[] | null | undefined;

/** The source object; any ReadonlyMap fits. Names are case-sensitive. */
export type SourceAttributes = { get(name: string): SourceValue };

/** One app role that the object holds on the application. */
export type RoleAssignment = {
  readonly id?: string;
  /** The role's value, as in the application's manifest; the default access role has none. */
  readonly value?: string | undefined;
  readonly displayName: string;
};

/** A whole number from 0 up to, not including, `below`, every one equally likely and not to be guessed. */
export type RandomInteger = (below: number) => number;

export type EvaluationContext = {
  readonly attributes: SourceAttributes;
  /** Read once per object, so that every mapping of it sees the same time. */
  readonly now: Date;
  /** Default: the platform's cryptographic generator. */
  readonly random?: RandomInteger | undefined;
  readonly defaultDomain?: string | undefined;
  /** In order of preference: SingleAppRoleAssignment takes the first. Default: the attribute appRoleAssignments. */
  readonly roles?: readonly RoleAssignment[] | undefined;
};

/** `ignored`: IgnoreFlowIfNullOrEmpty met nothing, so the attribute is left out of this export. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: ExpressionValue; readonly redacted: boolean }
  | { readonly kind: 'ignored' };

/** The state of one evaluation, handed through all closures of an expression. */
export type Scope = { readonly context: EvaluationContext; ignored: boolean };
export type Evaluate = (scope: Scope) => ExpressionValue;

/** Functions neither take nor make longer texts, because nested calls can multiply lengths. */
export const maxTextLength = 1_000_000;

export function readAttribute(attributes: SourceAttributes, name: string): ExpressionValue {
  const value = attributes.get(name);
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return booleanText(value);
  if (typeof value === 'number') return String(value);
  return value;
}

export function booleanText(value: boolean): 'True' | 'False' {
  return value ? 'True' : 'False';
}

/** Absent, or a multi-valued attribute without values. */
export function isAbsent(value: ExpressionValue): value is undefined | readonly [] {
  return value === undefined || (typeof value !== 'string' && value.length === 0);
}

export function isAbsentOrEmpty(value: ExpressionValue): boolean {
  return value === undefined || value.length === 0;
}

export function valuesOf(value: ExpressionValue): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** A decimal or `&H` hexadecimal whole number; undefined when the text is something else. */
export function parseInteger(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?\d{1,16}$/.test(trimmed)) return exact(Number(trimmed));
  if (/^&[Hh][0-9A-Fa-f]{1,14}$/.test(trimmed)) return exact(Number.parseInt(trimmed.slice(2), 16));
  return undefined;
}

function exact(number: number): number | undefined {
  return Number.isSafeInteger(number) ? number : undefined;
}

/** What conditions and CBool take for true: the word, in any case, and every number but zero. */
export function isTrue(value: string): boolean {
  if (value === 'True') return true;
  if (value === 'False' || value === '') return false;
  return value.toLowerCase() === 'true' || (Number.isFinite(Number(value)) && Number(value) !== 0);
}
