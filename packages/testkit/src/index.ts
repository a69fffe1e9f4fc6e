export {
  aGroup,
  aJob,
  aLink,
  aLogRecord,
  aMoment,
  anEscrow,
  aPage,
  aPerson,
  aReference,
} from './builders/provisioning.ts';
export { agentRegistryContract } from './contracts/agent-registry-contract.ts';
export type { AgentRegistryPlace } from './contracts/agent-registry-contract.ts';
export { cycleStoreContract } from './contracts/cycle-store-contract.ts';
export { jobStoreContract } from './contracts/job-store-contract.ts';
export { leaseContract } from './contracts/lease-contract.ts';
export { linkStoreContract } from './contracts/link-store-contract.ts';
export type { OpenProvisioningStores, ProvisioningStores } from './contracts/provisioning-stores.ts';
export { answers, ScriptedTarget, startScriptedTarget } from './fakes/scripted-target.ts';
export type { RecordedRequest, ScriptedAnswer, ScriptedTargetOptions } from './fakes/scripted-target.ts';
export { transportContract } from './contracts/transport-contract.ts';
export type { OpenRoad, RoadNeeds } from './contracts/transport-contract.ts';
export { databaseContract } from './contracts/database-contract.ts';
export type { OpenDatabasePlace } from './contracts/database-contract.ts';
export { startPostgres } from './postgres/start-postgres.ts';
export type { PostgresServer } from './postgres/start-postgres.ts';
export { MemoryAgentRegistry } from './fakes/memory-agent-registry.ts';
export { startFaultProxy } from './faults/fault-proxy.ts';
export type { FaultProxy } from './faults/fault-proxy.ts';
export { makePeople } from './people/index.ts';
export type { People, PeopleGroup, Person } from './people/index.ts';
export { GraphClient, GraphError, programs, runProgram, startProgram, workspaceRoot } from './processes/index.ts';
export type { ClientCredentials, Program, ProgramOptions, ProgramResult, RunningProgram } from './processes/index.ts';
export { aGroupInput, aTemplate, aUserInput, directoryStoreContract } from './contracts/directory-store-contract.ts';
export { directoryModelContract } from './contracts/directory-model-contract.ts';
export type { OpenDirectoryStore } from './contracts/directory-store-contract.ts';
export { peopleImportContract } from './contracts/people-import-contract.ts';
export { sourceContract } from './contracts/source-contract.ts';
export { createMemoryProvisioningStores } from './fakes/memory-provisioning-stores.ts';
export type { MemoryProvisioningStores } from './fakes/memory-provisioning-stores.ts';
export { MemorySource } from './fakes/memory-source.ts';
export { MemoryTarget } from './fakes/memory-target.ts';
export type { SeenRequest, TargetFault } from './fakes/memory-target.ts';
