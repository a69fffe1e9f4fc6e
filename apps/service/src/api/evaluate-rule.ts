/** `/groups/evaluateDynamicMembership`: what a membership rule would let in, before a group has it. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { contextUrl } from '../http/envelope.ts';
import { described, one } from '../http/openapi/route-description.ts';
import { accessDenied, holds } from '../http/request-context.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import { showUser } from './graph-object.ts';

const access = { config: { permissions: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };
const body = z.object({
  membershipRule: z.string().min(1).max(3072),
  /** Graph's: the user on whom the rule is tried. Ours: absent, and the first whom it lets in are shown. */
  memberId: z.guid().nullish(),
});
const shape = z.object({
  membershipRule: z.string(),
  membershipRuleEvaluationResult: z.boolean().nullable(),
  matches: z.array(z.looseObject({ id: z.uuid() })).optional(),
  hasMoreMatches: z.boolean().optional(),
});
const mostShown = 10;
const shownOfUser = ['id', 'displayName', 'userPrincipalName'];

export function evaluateRuleRoutes(app: FastifyInstance, { directory }: Services): void {
  const summary = 'Tell whether a membership rule lets a user in, or whom it lets in first.';
  app.post(
    '/groups/evaluateDynamicMembership',
    described(access, { summary, body, answer: one(shape) }),
    async (request) => {
      const { membershipRule, memberId } = readBody(body, request.body);
      // What a rule lets in tells what people have.
      if (!holds(request, 'User.Read.All')) throw accessDenied('It needs User.Read.All as well.');
      const answer = {
        '@odata.context': contextUrl(request, 'microsoft.graph.evaluateDynamicMembershipResult'),
        membershipRule,
      };
      if (memberId) {
        const membershipRuleEvaluationResult = await directory.ruleLetsIn(membershipRule, memberId);
        return { ...answer, membershipRuleEvaluationResult };
      }
      const { ids, hasMore } = await directory.findRuleMatches(membershipRule, mostShown);
      const people = await directory.getObjectsById(ids, ['User']);
      return {
        ...answer,
        membershipRuleEvaluationResult: null,
        matches: people.map(({ object }) => showUser(object, shownOfUser)),
        hasMoreMatches: hasMore,
      };
    },
  );
}
