/** Whether `$count=true` asks for the number of all items; only the first page tells it. */
import type { FastifyRequest } from 'fastify';

export function wantsCount(request: FastifyRequest): boolean {
  const given = new Map(
    Object.entries(request.query as Record<string, unknown>).map(([name, value]) => [
      name.toLowerCase().replace(/^\$/, ''),
      value,
    ]),
  );
  return String(given.get('count')).toLowerCase() === 'true' && !given.has('skiptoken');
}
