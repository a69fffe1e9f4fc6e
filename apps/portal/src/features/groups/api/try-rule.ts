/** What a membership rule would let in. What cannot be read is refused with its place. */
import { graph } from '../../../lib/graph.ts';

const path = '/groups/evaluateDynamicMembership';

export type RuleTrial = {
  readonly matches: readonly {
    readonly id: string;
    readonly displayName: string;
    readonly userPrincipalName: string;
  }[];
  readonly hasMoreMatches: boolean;
};

export const findMatches = (membershipRule: string): Promise<RuleTrial> =>
  graph('POST', path, { body: { membershipRule } });

export async function fitsRule(membershipRule: string, memberId: string): Promise<boolean> {
  const answer = await graph<{ membershipRuleEvaluationResult: boolean }>('POST', path, {
    body: { membershipRule, memberId },
  });
  return answer.membershipRuleEvaluationResult;
}
