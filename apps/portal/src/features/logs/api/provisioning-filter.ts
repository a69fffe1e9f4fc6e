/** The filters of a provisioning log as `$filter`. */
import { dateConditions } from './date-range.ts';
import { all, contains, equals, equalsId, isId } from './log-conditions.ts';
import { addedFilters, type AddedFilter, type ProvisioningSearch } from './provisioning-search.ts';

const added: Readonly<Record<AddedFilter, (value: string) => string>> = {
  sourceSystem: (value) => contains('sourceSystem/displayName', value),
  targetSystem: (value) => contains('targetSystem/displayName', value),
  application: (value) =>
    isId(value) ? equals('servicePrincipal/id', value) : contains('servicePrincipal/displayName', value),
  job: (value) => equals('jobId', value),
  cycle: (value) => equalsId('cycleId', value),
  change: (value) => equalsId('changeId', value),
  sourceId: (value) => equalsId('sourceIdentity/id', value),
  targetId: (value) => equals('targetIdentity/id', value),
  errorCode: (value) => equals('provisioningStatusInfo/errorInformation/errorCode', value),
};

/** `servicePrincipalId`: of one application only. */
export function provisioningFilter(
  search: ProvisioningSearch,
  servicePrincipalId: string | undefined,
  at: Date,
): string {
  const { identity, status, action } = search;
  return all([
    ...dateConditions(search, at),
    ...(servicePrincipalId === undefined ? [] : [equals('servicePrincipal/id', servicePrincipalId)]),
    ...(identity === undefined
      ? []
      : [
          isId(identity)
            ? equals('sourceIdentity/id', identity.toLowerCase())
            : contains('sourceIdentity/displayName', identity),
        ]),
    ...(status === undefined ? [] : [equals('provisioningStatusInfo/status', status)]),
    ...(action === undefined ? [] : [equals('provisioningAction', action)]),
    ...addedFilters.flatMap((name) => {
      const value = search[name];
      return value === undefined ? [] : [added[name](value)];
    }),
  ]);
}
