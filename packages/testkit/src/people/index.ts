/** Deterministic people, without the test runner. */
export { makePeople } from './people.ts';
export type { People, PeopleGroup, Person } from './people.ts';
