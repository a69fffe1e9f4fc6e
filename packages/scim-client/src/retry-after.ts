/** Reads Retry-After (RFC 9110 §10.2.3): seconds, or a date. */

/** Milliseconds to wait from `now`; undefined when the header is absent or says nothing. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  // Fractions are not in the RFC, but harmless.
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  // Every form of an HTTP date begins with the name of a day; Date.parse would also make a year of "-5".
  const at = /^[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
