/** What a mapping can say beyond Microsoft Entra: clearing, defaults on update, roles that go, unique values, secrets. */
import type { AttributeDefinition, AttributeMapping } from '@drawbridge/contract';
import type { SourceRole, SourceValue } from '@drawbridge/engine';
import { aGroup, aPerson } from '@drawbridge/testkit';
import { describe, expect, test } from 'vitest';
import { createWorld, objectMappingOf, type Schema, type WorldOptions } from '../world.ts';

const extension = 'urn:ietf:params:scim:schemas:extension:Payroll:2.0:User';
const direct = (name: string) => ({ type: 'Attribute' as const, name, expression: `[${name}]` });
const expression = (text: string) => ({ type: 'Function' as const, name: 'f', expression: text });

const mapping =
  (parts: Partial<AttributeMapping> & { targetAttributeName: string }, declared?: Partial<AttributeDefinition>) =>
  (schema: Schema) => {
    const user = objectMappingOf(schema, 'User');
    const others = user.attributeMappings.filter((other) => other.targetAttributeName !== parts.targetAttributeName);
    user.attributeMappings = [
      ...others,
      {
        matchingPriority: 0,
        flowBehavior: 'FlowWhenChanged',
        flowType: 'Always',
        exportMissingReferences: false,
        ...parts,
      },
    ];
    if (!declared) return;
    const object = schema.directories[1]!.objects.find(({ name }) => name.endsWith(':User'))!;
    object.attributes = [
      ...object.attributes.filter(({ name }) => name !== parts.targetAttributeName),
      {
        type: 'String',
        anchor: false,
        caseExact: false,
        required: false,
        multivalued: false,
        flowNullValues: false,
        mutability: 'ReadWrite',
        ...declared,
        name: parts.targetAttributeName,
      },
    ];
  };

type Given = { attributes?: Record<string, SourceValue>; roles?: SourceRole[]; options?: WorldOptions };

async function worldWith(change: (schema: Schema) => void, { attributes = {}, roles = [], options }: Given = {}) {
  const world = await createWorld(options);
  await world.changeSchema(change);
  const person = world.source.put(aPerson({ attributes, roles }));
  await world.settle();
  return { world, person, target: () => world.target.user(person.principalName!)! };
}

const role = (value: string): SourceRole => ({ id: `id-${value}`, value, displayName: `The ${value}` });
const valuesOf = (list: unknown) =>
  (Array.isArray(list) ? list : []).map((one: { value?: string }) => one.value).sort();

describe('clearing', () => {
  test('one mapping can let nothing flow, whatever the definitions say; several values too', async () => {
    const { world, person, target } = await worldWith(
      (schema) => {
        mapping({ targetAttributeName: 'title', source: direct('jobTitle'), flowNullValues: true })(schema);
        mapping(
          { targetAttributeName: 'entitlements', source: direct('otherMails'), flowNullValues: true },
          { multivalued: true },
        )(schema);
      },
      { attributes: { jobTitle: 'Clerk', otherMails: ['a', 'b'] } },
    );
    expect(valuesOf(target()['entitlements'])).toEqual(['a', 'b']);
    world.source.change(person.id, { attributes: { jobTitle: undefined, otherMails: undefined } });
    await world.cycle();
    expect(target()['title']).toBeUndefined();
    expect(target()['entitlements']).toBeUndefined();
    const writes = world.target.writes.length;
    world.source.change(person.id, {});
    await world.cycle();
    expect(world.target.writes, 'what is empty is not cleared again').toHaveLength(writes);
  });

  test('a default may apply on update, or on both', async () => {
    for (const [applies, created, updated] of [
      ['Update', undefined, 'Employee'],
      ['Both', 'Employee', 'Employee'],
      ['Create', 'Employee', 'Pilot'],
    ] as const) {
      const { world, person, target } = await worldWith(
        mapping({
          targetAttributeName: 'title',
          source: direct('jobTitle'),
          defaultValue: 'Employee',
          metadata: [{ key: 'DefaultValueApplies', value: applies }],
        }),
      );
      if (applies !== 'Update') expect(target()['title'], applies).toBe(created);
      world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
      await world.cycle();
      world.source.change(person.id, { attributes: { jobTitle: undefined } });
      await world.cycle();
      expect(target()['title'], applies).toBe(updated);
    }
  });
});

describe('custom attributes', () => {
  test('an extension may hold lists and structures, and its URN is among the schemas', async () => {
    const { target } = await worldWith(
      (schema) => {
        mapping(
          { targetAttributeName: `${extension}:tags`, source: direct('otherMails') },
          { multivalued: true },
        )(schema);
        mapping({ targetAttributeName: `${extension}:badge.number`, source: direct('employeeId') }, {})(schema);
        mapping({ targetAttributeName: `${extension}:badge.colour`, source: direct('city') }, {})(schema);
        mapping({ targetAttributeName: `${extension}:badge.site`, source: direct('country') }, {})(schema);
      },
      { attributes: { otherMails: ['x', 'y'], employeeId: '7', city: 'red', country: 'NO' } },
    );
    expect(target()['schemas']).toContain(extension);
    expect(target()[extension]).toEqual({ tags: ['x', 'y'], badge: { number: '7', colour: 'red', site: 'NO' } });
  });
});

describe('app roles', () => {
  test.each(['assigned', 'all'] as const)(
    'that are taken away go, and those of others stay (scope: %s)',
    async (mode) => {
      const { world, person, target } = await worldWith(
        mapping({
          targetAttributeName: 'roles',
          source: expression('AppRoleAssignmentsComplex([appRoleAssignments])'),
        }),
        { roles: [role('admin'), role('clerk')], options: { target: { mode } } },
      );
      expect(valuesOf(target()['roles'])).toEqual(['admin', 'clerk']);
      await world.target
        .client()
        .patch('Users', String(target()['id']), [
          { op: 'add', path: 'roles', value: [{ value: 'local', type: 'ours' }] },
        ]);
      world.source.change(person.id, { roles: [role('clerk'), role('pilot')] });
      await world.cycle();
      expect(valuesOf(target()['roles'])).toEqual(['clerk', 'local', 'pilot']);
      world.source.change(person.id, { roles: [] });
      await world.cycle();
      expect(valuesOf(target()['roles'])).toEqual(['local']);
    },
  );

  test('asserted roles are the only ones, and the last one goes too', async () => {
    const { world, person, target } = await worldWith(
      mapping({
        targetAttributeName: 'roles',
        source: expression('AssertiveAppRoleAssignmentsComplex([appRoleAssignments])'),
      }),
      { roles: [role('admin'), role('clerk')] },
    );
    world.source.change(person.id, { roles: [role('pilot')] });
    await world.cycle();
    expect(valuesOf(target()['roles'])).toEqual(['pilot']);
    world.source.change(person.id, { roles: [] });
    await world.cycle();
    expect(valuesOf(target()['roles'])).toEqual([]);
  });

  test('of several roles one is chosen by priority, else by name', async () => {
    const single = mapping({
      targetAttributeName: 'userType',
      source: expression('SingleAppRoleAssignment([appRoleAssignments])'),
    });
    const roles = [role('pilot'), role('clerk'), role('admin')];
    expect((await worldWith(single, { roles })).target()['userType']).toBe('admin');
    const options = { job: { settings: { RolePriority: 'pilot, admin' } } };
    expect((await worldWith(single, { roles, options })).target()['userType']).toBe('pilot');
  });
});

describe('SelectUniqueValue', () => {
  const unique = mapping({
    targetAttributeName: 'nickName',
    source: expression('SelectUniqueValue([givenName], Append([givenName], "2"), Append([givenName], "\\"3"))'),
  });

  test('takes the first value that the target does not have, also among people created at once', async () => {
    const world = await createWorld();
    await world.changeSchema(unique);
    world.target.seed('Users', { userName: 'x', nickName: 'Kari' });
    const people = Array.from({ length: 2 }, () => world.source.put(aPerson({ attributes: { givenName: 'Kari' } })));
    await world.settle();
    const chosen = people.map(({ principalName }) => world.target.user(principalName!)?.['nickName']);
    expect(chosen.sort()).toEqual(['Kari"3', 'Kari2']);
    world.source.change(people[0]!.id, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(people.map(({ principalName }) => world.target.user(principalName!)?.['nickName']).sort()).toEqual(chosen);
  });

  test('fails the record when every value is taken', async () => {
    const world = await createWorld();
    await world.changeSchema(unique);
    for (const nickName of ['Kari', 'Kari2', 'Kari"3']) world.target.seed('Users', { userName: nickName, nickName });
    const person = world.source.put(aPerson({ attributes: { givenName: 'Kari' } }));
    await world.settle();
    expect(world.target.user(person.principalName!)).toBeUndefined();
    expect((await world.escrowOf(person.id))?.errorCode).toBe('UNIQUE_VALUE_EXHAUSTED');
  });

  test('cannot be matched by', async () => {
    const world = await createWorld();
    await world.changeSchema((schema) => {
      unique(schema);
      objectMappingOf(schema, 'User').attributeMappings.at(-1)!.matchingPriority = 2;
    });
    const { status } = await world.cycle();
    expect(status.quarantine?.error.code).toBe('MAPPING_BROKEN');
  });
});

test('values of an attribute that is marked sensitive are written and never logged', async () => {
  const canary = 'canary-4711';
  const { world, person, target } = await worldWith(
    mapping(
      { targetAttributeName: 'nickName', source: direct('companyName') },
      { metadata: [{ key: 'Sensitive', value: 'true' }] },
    ),
    { attributes: { companyName: canary } },
  );
  expect(target()['nickName']).toBe(canary);
  world.source.change(person.id, { attributes: { companyName: `${canary}-2` } });
  await world.cycle();
  expect(target()['nickName']).toBe(`${canary}-2`);
  expect(JSON.stringify(world.log())).not.toContain(canary);
  const explained = await world.onDemand(person.id, 'User', { preview: true });
  expect(JSON.stringify(explained)).not.toContain(canary);
});

test('a job may provision groups alone: mappings of people are off', async () => {
  const world = await createWorld();
  await world.changeSchema((schema) => {
    objectMappingOf(schema, 'User').enabled = false;
  });
  world.source.put(aPerson());
  const crew = world.source.put(aGroup());
  const { status } = await world.cycle();
  expect(status.quarantine).toBeUndefined();
  expect(world.target.users).toEqual([]);
  expect(world.target.group(crew.displayName)).toBeDefined();
});

test('conditions are joined by And and Or, and what is absent is not true', async () => {
  const { target } = await worldWith(
    mapping({
      targetAttributeName: 'userType',
      source: expression('IIF(And([city]="Oslo", Or([country]="NO", [missing]="x")), "local", "remote")'),
    }),
    { attributes: { city: 'Oslo', country: 'NO' } },
  );
  expect(target()['userType']).toBe('local');
});
