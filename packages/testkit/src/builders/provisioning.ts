/** Builders of the engine's things for tests: only what a test cares about is written down. */
import { newId, newTimeOrderedId } from '@drawbridge/base';
import {
  defaultSchema,
  type Escrow,
  type Job,
  type Link,
  type PageCommit,
  type ProvisioningLogRecord,
  type Reference,
  type SourceObject,
  type SourceValue,
  type StagedDeletion,
} from '@drawbridge/engine';

export const aMoment = new Date('2026-11-23T09:00:00.000Z');

export function aJob(given: Partial<Job> = {}): Job {
  const servicePrincipalId = given.servicePrincipalId ?? newId();
  const id = given.id ?? `scim.7c1b2f6e0a434b589d6e3f2a5c8e1d04.${newId()}`;
  return {
    id,
    servicePrincipalId,
    templateId: 'scim',
    schedule: { state: 'Active', intervalMs: 2_400_000 },
    schema: defaultSchema({ jobId: id }),
    schemaVersion: 1,
    status: { countSuccessiveCompleteFailures: 0, escrowsPruned: false },
    createdAt: aMoment.toISOString(),
    ...given,
  };
}

export function aLink(given: Partial<Link> = {}): Link {
  const sourceId = given.sourceId ?? newId();
  return {
    sourceId,
    type: 'User',
    targetId: `t-${sourceId}`,
    displayName: 'Kari Moe',
    state: 'managed',
    targetActive: true,
    ...given,
  };
}

export function anEscrow(given: Partial<Escrow> = {}): Escrow {
  return {
    sourceId: newId(),
    type: 'User',
    firstFailedAt: aMoment,
    attempts: 1,
    nextAttemptAt: aMoment,
    errorCode: 'TARGET_REJECTED_VALUE',
    message: 'The application rejects the value of title.',
    ...given,
  };
}

export function aStagedDeletion(given: Partial<StagedDeletion> = {}): StagedDeletion {
  const sourceId = given.sourceId ?? newId();
  return {
    sourceId,
    type: 'User',
    targetId: `t-${sourceId}`,
    displayName: 'Kari Moe',
    action: 'disable',
    event: 'unassigned',
    state: 'pending',
    since: aMoment,
    ...given,
  };
}

export const aReference = (given: Partial<Reference> = {}): Reference => ({
  attribute: 'members',
  ownerId: newId(),
  referencedId: newId(),
  ...given,
});

export function aLogRecord(given: Partial<ProvisioningLogRecord> = {}): ProvisioningLogRecord {
  return {
    id: newTimeOrderedId(aMoment.getTime()),
    activityAt: aMoment,
    jobId: 'scim.7c1b2f6e0a434b589d6e3f2a5c8e1d04.0',
    servicePrincipalId: newId(),
    cycleId: newId(),
    changeId: newId(),
    action: 'create',
    status: 'success',
    durationMs: 4,
    objectType: 'User',
    source: { id: newId(), displayName: 'Kari Moe', principalName: 'kari@corp.example' },
    steps: [],
    modifiedProperties: [],
    ...given,
  };
}

type PageParts = {
  cursor?: PageCommit['cursor'];
  put?: readonly Link[];
  drop?: readonly string[];
  written?: readonly Reference[];
  removed?: readonly Reference[];
  escrows?: readonly Escrow[];
  cleared?: PageCommit['escrows']['clear'];
  log?: readonly ProvisioningLogRecord[];
  staged?: PageCommit['staged'];
  deletions?: PageCommit['deletions'];
};

export const aPage = (given: PageParts = {}): PageCommit => ({
  ...(given.cursor ? { cursor: given.cursor } : {}),
  links: { put: given.put ?? [], drop: given.drop ?? [] },
  references: { written: given.written ?? [], removed: given.removed ?? [] },
  escrows: { put: given.escrows ?? [], clear: given.cleared ?? [] },
  ...(given.staged ? { staged: given.staged } : {}),
  ...(given.deletions ? { deletions: given.deletions } : {}),
  log: given.log ?? [],
});

type PersonParts = Partial<Omit<SourceObject, 'attributes' | 'type'>> & {
  attributes?: Record<string, SourceValue>;
};

/** A person with the attributes that the default mappings match by. */
export function aPerson(given: PersonParts = {}): SourceObject {
  const id = given.id ?? newId();
  const { attributes = {}, ...rest } = given;
  const principalName = given.principalName ?? `${id}@corp.example`;
  const displayName = given.displayName ?? 'Kari Moe';
  return {
    id,
    type: 'User',
    displayName,
    principalName,
    state: 'active',
    assigned: true,
    roles: [],
    ...rest,
    attributes: new Map<string, SourceValue>(
      Object.entries({
        objectId: id,
        userPrincipalName: principalName,
        displayName,
        accountEnabled: (given.state ?? 'active') !== 'disabled',
        mailNickname: principalName.split('@')[0]!,
        ...attributes,
      }),
    ),
  };
}

export function aGroup(given: PersonParts = {}): SourceObject {
  const id = given.id ?? newId();
  const { attributes = {}, ...rest } = given;
  const displayName = given.displayName ?? `Crew ${id}`;
  return {
    id,
    type: 'Group',
    displayName,
    state: 'active',
    assigned: true,
    roles: [],
    ...rest,
    attributes: new Map<string, SourceValue>(Object.entries({ objectId: id, displayName, ...attributes })),
  };
}
