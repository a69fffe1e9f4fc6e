/** The reference SCIM application as a library: started in the process of a test or a demonstration. */
export { startScimApp } from './compose.ts';
export type { ScimApp, ScimAppOptions } from './compose.ts';
export type { Faults } from './faults.ts';
