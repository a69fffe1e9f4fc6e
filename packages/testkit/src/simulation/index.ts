/** The simulated world: stories from seeds, played in moments, and the promises that hold through all of them. */
export { noFaults } from './faults.ts';
export { playStory } from './simulate.ts';
export type { Ending } from './simulate.ts';
export { shrink, tell } from './shrink.ts';
export { writeStory } from './write-story.ts';
export type { Act, Step, Story } from './story.ts';
