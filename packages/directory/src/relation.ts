/** How one directory object leads to others. */
import type { MemberReference } from './membership.ts';

/** `manager`, `directReports`: of users. `members`, `owners`: of groups. `memberOf`: of whatever can be a member. */
export type Relation = 'manager' | 'directReports' | 'memberOf' | 'members' | 'owners';

/** The object `id` as related to the object `of`. */
export type RelatedReference = MemberReference & { readonly of: string };
