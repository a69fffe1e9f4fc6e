/** Reading strings as something else: without case, as a boolean, a number, a point in time. */

/** The form in which strings that are not case exact are compared. A server may store it beside the value to index it. */
export function foldCase(text: string): string {
  return text.toLowerCase();
}

/** "True" and "False" in any case: Microsoft Entra writes booleans so. */
export function textToBoolean(text: string): boolean | undefined {
  const folded = text.toLowerCase();
  return folded === 'true' ? true : folded === 'false' ? false : undefined;
}

export function textToNumber(text: string): number | undefined {
  if (!/^\s*-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

const dateTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

/** Milliseconds since the epoch of an xsd:dateTime (RFC 7643 §2.3.5); without a zone it is taken as UTC. */
export function dateTimeToMs(text: string): number | undefined {
  const match = dateTimePattern.exec(text);
  if (match === null) return undefined;
  const ms = Date.parse(match[1] === undefined ? `${text}Z` : text);
  return Number.isNaN(ms) ? undefined : ms;
}
