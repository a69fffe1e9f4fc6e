/** What a job's settings ask of its source. */
import type { JobSettings } from '@drawbridge/contract';
import type { SourceOptions } from '../ports/source.ts';

/** Where the people of an inner group are members of the outer one, they are assigned with it. */
export const sourceOptionsOf = ({ NestedGroups }: JobSettings): SourceOptions => ({
  assignsNested: NestedGroups === 'Flatten',
});
