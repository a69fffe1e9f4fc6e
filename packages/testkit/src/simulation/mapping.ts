/** The schema of the simulated job: the default one, with the mappings that the specification speaks of and no others. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { defaultSchema } from '@drawbridge/engine';
import type { Rules } from './specification.ts';

const manager = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager';
const spokenOf: ReadonlySet<string> = new Set(['userName', 'active', 'displayName', 'title', 'externalId', manager]);

export function schemaOf(jobId: string, { department, variant, matchesByNickname }: Rules): SynchronizationSchema {
  const schema = structuredClone(defaultSchema({ jobId }));
  const users = schema.synchronizationRules[0]?.objectMappings.find((one) => one.sourceObjectName === 'User');
  if (!users) throw new Error('The default schema maps no users.');
  users.attributeMappings = users.attributeMappings.filter((one) => spokenOf.has(one.targetAttributeName));
  if (department !== undefined) {
    users.scope = {
      groups: [
        {
          name: 'Department',
          clauses: [
            { sourceOperandName: 'department', operatorName: 'EQUALS', targetOperand: { values: [department] } },
          ],
        },
      ],
    };
  }
  for (const mapping of users.attributeMappings) {
    if (mapping.targetAttributeName === 'externalId' && matchesByNickname) mapping.matchingPriority = 2;
    if (mapping.targetAttributeName === 'title' && variant === 1)
      mapping.source = { type: 'Function', name: 'Append', expression: 'Append([jobTitle], "!")', parameters: [] };
  }
  return schema;
}
