/** Reads a body by its contract; what does not fit is named, member by member. OData annotations are passed over. */
import { ApiError } from '@drawbridge/base';
import type { z } from 'zod';

export function readBody<T extends z.ZodType>(contract: T, body: unknown): z.output<T> {
  const parsed = contract.safeParse(withoutAnnotations(body ?? {}));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.length > 0 ? issue.path.join('.') : 'the body'}: ${issue.message}`);
  throw new ApiError('REQUEST_INVALID', `The request is not valid. ${problems.join('; ')}.`);
}

/** `@odata.type` and the like say nothing to us; `…@odata.bind` and `@odata.id` do. */
export function withoutAnnotations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAnnotations);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.includes('@odata.') || name.endsWith('@odata.bind') || name === '@odata.id')
      .map(([name, inner]) => [name, withoutAnnotations(inner)]),
  );
}
