/** The filters of an audit log as `$filter`. */
import type { AuditSearch } from './audit-search.ts';
import { dateConditions } from './date-range.ts';
import { all, contains, equals, equalsId, isId } from './log-conditions.ts';

const anyTarget = (conditions: readonly string[]): string => `targetResources/any(t:${conditions.join(' or ')})`;

/** `servicePrincipalId`: of one application only. */
export function auditFilter(search: AuditSearch, servicePrincipalId: string | undefined, at: Date): string {
  const { service, category, activity, status, target, initiator, correlation } = search;
  return all([
    ...dateConditions(search, at),
    ...(servicePrincipalId === undefined ? [] : [anyTarget([equals('t/id', servicePrincipalId)])]),
    ...(service === undefined ? [] : [equals('loggedByService', service)]),
    ...(category === undefined ? [] : [equals('category', category)]),
    ...(activity === undefined ? [] : [contains('activityDisplayName', activity)]),
    ...(status === undefined ? [] : [equals('result', status)]),
    ...(target === undefined ? [] : [anyTarget(ofTarget(target))]),
    ...(initiator === undefined ? [] : [`(${ofInitiator(initiator).join(' or ')})`]),
    ...(correlation === undefined ? [] : [equalsId('correlationId', correlation)]),
  ]);
}

const ofTarget = (text: string): readonly string[] =>
  isId(text)
    ? [equals('t/id', text.toLowerCase())]
    : [contains('t/displayName', text), contains('t/userPrincipalName', text), equals('t/id', text)];

const ofInitiator = (text: string): readonly string[] =>
  isId(text)
    ? [equals('initiatedBy/user/id', text), equals('initiatedBy/app/servicePrincipalId', text)]
    : [
        contains('initiatedBy/user/displayName', text),
        contains('initiatedBy/user/userPrincipalName', text),
        contains('initiatedBy/app/displayName', text),
      ];
