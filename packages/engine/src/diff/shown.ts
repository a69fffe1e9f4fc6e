/** Values as the log shows them: text, bounded, never what a mapping redacts. */
import type { ScimValue } from '@drawbridge/scim';

export const redactedText = '[Redact]';
const maxShownLength = 1_000;

export function shown(value: ScimValue | undefined, isRedacted: boolean): string | null {
  if (value === undefined || value === null) return null;
  if (isRedacted) return redactedText;
  const text =
    typeof value === 'boolean'
      ? value
        ? 'True'
        : 'False'
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
  return text.length > maxShownLength ? `${text.slice(0, maxShownLength)}…` : text;
}
