/** `User.ReadBasic.All`: people by name and address, and nothing else of them; nor may a filter ask for anything else. */
import type { Condition } from '@drawbridge/directory';
import type { FastifyRequest } from 'fastify';
import type { Query } from '../http/odata/query.ts';
import { accessDenied, holds } from '../http/request-context.ts';

/** Opens a route to those who may see people, if only their basic properties. */
export const basic = { config: { permissions: ['User.ReadBasic.All', 'User.Read.All'] as const } };

const basicProperties = ['id', 'displayName', 'givenName', 'surname', 'userPrincipalName', 'mail'];

/** Undefined for callers who may see everything. */
export const visibleOfUsers = (request: FastifyRequest): readonly string[] | undefined =>
  holds(request, 'User.Read.All') ? undefined : basicProperties;

/** Throws ACCESS_DENIED for options that name a property outside `visible`, or a relation. */
export function requireVisible(
  visible: readonly string[] | undefined,
  { select = [], orderBy, expand }: Query,
  where: readonly Condition[],
): void {
  if (!visible) return;
  const named = [...select, ...(orderBy ? [orderBy.property] : []), ...where.flatMap(propertiesIn)];
  const hidden = named.find((name) => !visible.includes(name)) ?? expand[0]?.relation;
  if (hidden !== undefined)
    throw accessDenied(
      `User.ReadBasic.All shows ${visible.join(', ')}; '${hidden.slice(0, 128)}' needs User.Read.All.`,
    );
}

function propertiesIn(condition: Condition): readonly string[] {
  if (condition.op === 'and' || condition.op === 'or') return condition.conditions.flatMap(propertiesIn);
  return condition.op === 'not' ? propertiesIn(condition.condition) : [condition.property];
}
