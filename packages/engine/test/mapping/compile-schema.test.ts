import { synchronizationSchema } from '@drawbridge/contract';
import { compileSchema, defaultRuleId, defaultSchema, validateSchema } from '@drawbridge/engine';
import { describe, expect, test } from 'vitest';
import { objectMappingOf, type Schema } from '../world.ts';

const changed = (change: (schema: Schema) => void): Schema => {
  const schema = defaultSchema({ jobId: 'scim.t.1' });
  change(schema);
  return schema;
};

describe('the default schema', () => {
  test('is valid, and compiles to people and groups', () => {
    const schema = defaultSchema({ jobId: 'scim.t.1' });
    expect(synchronizationSchema.parse(schema)).toEqual(schema);
    expect(validateSchema(schema)).toEqual([]);
    const rule = compileSchema(schema);
    expect(rule.ruleId).toBe(defaultRuleId);
    const user = rule.objects.get('User')!;
    expect(user.mappings).toHaveLength(21);
    expect(user.matching.map(({ target }) => target)).toEqual(['userName']);
    expect(user.active.map(({ target }) => target)).toEqual(['active']);
    expect(user.reference?.attribute).toBe('manager');
    expect(rule.objects.get('Group')!.reference).toEqual({ attribute: 'members', target: 'members' });
  });

  test('has the constants that real SCIM jobs have', () => {
    const schema = defaultSchema({ jobId: 'scim.t.1' });
    expect(schema.synchronizationRules[0]).toMatchObject({
      id: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8',
      name: 'USERGROUP_OUTBOUND_USERGROUP',
      targetDirectoryName: 'customappsso',
    });
    expect(schema.directories.map(({ id }) => id)).toEqual([
      '66e4a8cc-1b7b-435e-95f8-f06cea133828',
      '0e3a7d52-9b84-4c16-a5f0-2d6c8e91b7a3',
    ]);
  });

  test('is a fresh copy each time', () => {
    const first = defaultSchema({ jobId: 'a' });
    objectMappingOf(first, 'User').attributeMappings.length = 0;
    expect(objectMappingOf(defaultSchema({ jobId: 'a' }), 'User').attributeMappings).toHaveLength(22);
  });
});

describe('a schema that cannot be used is refused by name', () => {
  const userMapping = (schema: Schema, index: number) => objectMappingOf(schema, 'User').attributeMappings[index]!;

  test.each<[string, (schema: Schema) => void, string]>([
    [
      'an unknown function',
      (s) => void (userMapping(s, 3).source = { type: 'Function', expression: 'Nope([x])' }),
      'title',
    ],
    ['a path that is none', (s) => void (userMapping(s, 3).targetAttributeName = 'emails[type eq'), 'emails[type eq'],
    ['a mapping of id', (s) => void (userMapping(s, 3).targetAttributeName = 'id'), 'id'],
    ['an attribute mapped twice', (s) => void (userMapping(s, 3).targetAttributeName = 'userName'), 'userName'],
    ['no matching attribute', (s) => void (userMapping(s, 0).matchingPriority = 0), 'User'],
    ['an unknown source object', (s) => void (objectMappingOf(s, 'User').sourceObjectName = 'Device'), 'Device'],
    ['no word about what flows', (s) => void (objectMappingOf(s, 'User').flowTypes = ''), 'None'],
    ['a flow that there is not', (s) => void (objectMappingOf(s, 'User').flowTypes = 'Add, Upsert'), 'Upsert'],
    [
      'nothing enabled',
      (s) => s.synchronizationRules[0]!.objectMappings.forEach((one) => (one.enabled = false)),
      'enabled',
    ],
    [
      'a default that does not fit',
      (s) => void Object.assign(userMapping(s, 1), { defaultValue: 'perhaps' }),
      'active',
    ],
    [
      'an unknown operator in a filter',
      (s) =>
        void (objectMappingOf(s, 'User').scope = {
          groups: [{ name: 'F', clauses: [{ sourceOperandName: 'city', operatorName: 'LIKE' }] }],
        }),
      'LIKE',
    ],
  ])('%s', (_what, change, named) => {
    const [issue] = validateSchema(changed(change));
    expect(issue?.code).toBe('MAPPING_BROKEN');
    expect(issue?.message).toContain(named);
  });

  test('a disabled object mapping is not compiled', () => {
    const rule = compileSchema(changed((schema) => void (objectMappingOf(schema, 'Group').enabled = false)));
    expect(rule.objects.has('Group')).toBe(false);
  });
});
