/** Programs as processes, and a client for their API; without the test runner, so that demo and benchmarks may use it. */
export { GraphClient, GraphError } from './graph-client.ts';
export type { ClientCredentials } from './graph-client.ts';
export { programs, runProgram, startProgram, workspaceRoot } from './program.ts';
export type { Program, ProgramOptions, ProgramResult, RunningProgram } from './program.ts';
