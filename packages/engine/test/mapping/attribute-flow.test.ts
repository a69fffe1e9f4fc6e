/** Attribute flow (engine.md §5): what a mapping writes on create and on update, over whole cycles. */
import type { AttributeDefinition, AttributeMapping } from '@drawbridge/contract';
import { aPerson } from '@drawbridge/testkit';
import { getAtPath } from '@drawbridge/scim';
import { describe, expect, test } from 'vitest';
import { createWorld, objectMappingOf, type Schema } from '../world.ts';

const mapped = (parts: Partial<AttributeMapping> & { targetAttributeName: string }): AttributeMapping => ({
  source: null,
  defaultValue: null,
  matchingPriority: 0,
  flowBehavior: 'FlowWhenChanged',
  flowType: 'Always',
  exportMissingReferences: false,
  ...parts,
});
const direct = (name: string) => ({ type: 'Attribute' as const, name, expression: `[${name}]` });
const expression = (text: string) => ({ type: 'Function' as const, name: 'f', expression: text });

/** Replaces or adds the mapping of one target attribute, and what is declared of it. */
const mapping =
  (parts: Parameters<typeof mapped>[0], declared: Partial<AttributeDefinition> = {}) =>
  (schema: Schema) => {
    const user = objectMappingOf(schema, 'User');
    const others = user.attributeMappings.filter((other) => other.targetAttributeName !== parts.targetAttributeName);
    user.attributeMappings = [...others, mapped(parts)];
    const object = schema.directories[1]!.objects.find(({ name }) => name.endsWith(':User'))!;
    const known = object.attributes.find(({ name }) => name === parts.targetAttributeName);
    if (known) Object.assign(known, declared);
  };

async function worldWith(change: (schema: Schema) => void, attributes: Record<string, string | string[]> = {}) {
  const world = await createWorld();
  await world.changeSchema(change);
  const person = world.source.put(aPerson({ attributes }));
  await world.settle();
  const target = () => world.target.user(person.principalName!)!;
  return { world, person, target };
}

describe('attribute flow', () => {
  test('a default is written on create only', async () => {
    const { world, person, target } = await worldWith(
      mapping({ targetAttributeName: 'title', source: direct('jobTitle'), defaultValue: 'Employee' }),
    );
    expect(target()['title']).toBe('Employee');
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    world.source.change(person.id, { attributes: { jobTitle: undefined } });
    await world.cycle();
    expect(target()['title']).toBe('Pilot');
  });

  test('an empty value does not flow, so the target keeps the old one', async () => {
    const { world, person, target } = await worldWith(() => undefined, { jobTitle: 'Clerk' });
    world.source.change(person.id, { attributes: { jobTitle: '' } });
    await world.cycle();
    expect(target()['title']).toBe('Clerk');
  });

  test('an empty value flows where both attributes are declared to let it', async () => {
    const { world, person, target } = await worldWith(
      (schema) => {
        mapping(
          { targetAttributeName: 'title', source: direct('jobTitle'), defaultValue: 'Employee' },
          { flowNullValues: true },
        )(schema);
        const user = schema.directories[0]!.objects.find(({ name }) => name === 'User')!;
        user.attributes.find(({ name }) => name === 'jobTitle')!.flowNullValues = true;
      },
      { jobTitle: 'Clerk' },
    );
    world.source.change(person.id, { attributes: { jobTitle: undefined } });
    await world.cycle();
    expect(target()['title']).toBeUndefined();
    expect(world.lastLogOf(person.id)?.modifiedProperties).toEqual([
      { displayName: 'title', oldValue: 'Clerk', newValue: null },
    ]);
  });

  test('a mapping that applies during creation only is never written again', async () => {
    const { world, person, target } = await worldWith(
      mapping({ targetAttributeName: 'title', source: direct('jobTitle'), flowType: 'ObjectAddOnly' }),
      { jobTitle: 'Clerk' },
    );
    world.source.change(person.id, { attributes: { jobTitle: 'Pilot' } });
    await world.cycle();
    expect(target()['title']).toBe('Clerk');
  });

  test('a difference in letter case is a change only where case counts', async () => {
    const { world, person, target } = await worldWith(() => undefined, { jobTitle: 'Clerk', mailNickname: 'kari' });
    world.source.change(person.id, { attributes: { jobTitle: 'CLERK', mailNickname: 'KARI' } });
    await world.cycle();
    expect(target()).toMatchObject({ title: 'Clerk', externalId: 'KARI' });
  });

  test('constants, expressions and mappings without a source', async () => {
    const world = await createWorld();
    await world.changeSchema((schema) => {
      mapping({ targetAttributeName: 'userType', source: { type: 'Constant', name: 'Staff', expression: '"Staff"' } })(
        schema,
      );
      mapping({ targetAttributeName: 'nickName', source: expression('ToUpper([mailNickname])') })(schema);
      mapping({ targetAttributeName: 'timezone', defaultValue: 'Europe/Oslo' })(schema);
    });
    const person = world.source.put(aPerson({ attributes: { mailNickname: 'kari' } }));
    await world.settle();
    const target = () => world.target.user(person.principalName!)!;
    expect(target()).toMatchObject({ userType: 'Staff', nickName: 'KARI', timezone: 'Europe/Oslo' });
    target()['timezone'] = 'Asia/Tokyo';
    world.source.change(person.id, {});
    await world.cycle();
    expect(target()['timezone'], 'left alone').toBe('Asia/Tokyo');
    delete target()['timezone'];
    world.source.change(person.id, {});
    await world.cycle();
    expect(target()['timezone'], 'filled when empty').toBe('Europe/Oslo');
  });

  test('IgnoreFlowIfNullOrEmpty leaves the attribute out of the run, default and all', async () => {
    const { target } = await worldWith(
      mapping({
        targetAttributeName: 'title',
        source: expression('IgnoreFlowIfNullOrEmpty([jobTitle])'),
        defaultValue: 'Employee',
      }),
    );
    expect(target()['title']).toBeUndefined();
  });

  test('what Redact touches is written, and shown nowhere in the log', async () => {
    const { world, person, target } = await worldWith(
      mapping({ targetAttributeName: 'nickName', source: expression('Redact([jobTitle])') }),
      { jobTitle: 'top secret' },
    );
    expect(target()['nickName']).toBe('top secret');
    expect(world.logOf(person.id)[0]!.modifiedProperties).toContainEqual({
      displayName: 'nickName',
      oldValue: null,
      newValue: '[Redact]',
    });
  });

  test('a list without a home makes the record fail, and says how to mend it', async () => {
    const world = await createWorld();
    await world.changeSchema(mapping({ targetAttributeName: 'title', source: direct('otherMails') }));
    const person = world.source.put(aPerson({ attributes: { otherMails: ['a@x.example', 'b@x.example'] } }));
    await world.settle();
    expect(world.logOf(person.id)[0]).toMatchObject({
      status: 'failure',
      error: { errorCode: 'SchemaPropertyCanOnlyAcceptValue' },
    });
    expect(world.logOf(person.id)[0]!.error!.reason).toContain('Join');
    expect(world.target.users).toEqual([]);
  });

  test('a required attribute without value or default makes the create fail', async () => {
    const world = await createWorld();
    await world.changeSchema(mapping({ targetAttributeName: 'title', source: direct('jobTitle') }, { required: true }));
    const person = world.source.put(aPerson());
    await world.settle();
    expect(world.logOf(person.id)[0]).toMatchObject({
      action: 'other',
      status: 'failure',
      error: { errorCode: 'MandatoryFieldsMissing' },
    });
  });

  test('a custom extension attribute lands in its own object', async () => {
    const urn = 'urn:ietf:params:scim:schemas:extension:Payroll:2.0:User';
    const { target } = await worldWith(mapping({ targetAttributeName: `${urn}:grade`, source: direct('jobTitle') }), {
      jobTitle: 'G7',
    });
    expect(getAtPath(target(), `${urn}:grade`)).toBe('G7');
  });

  test('an address is one element, whatever parts of it are mapped', async () => {
    const { world, person, target } = await worldWith(() => undefined, { city: 'Oslo', streetAddress: 'Kai 1' });
    expect(target()['addresses']).toEqual([{ type: 'work', primary: true, locality: 'Oslo', streetAddress: 'Kai 1' }]);
    world.source.change(person.id, { attributes: { postalCode: '0150', mobile: '+47 1' } });
    await world.cycle();
    expect(getAtPath(target(), 'addresses[type eq "work"].postalCode')).toBe('0150');
    expect(getAtPath(target(), 'phoneNumbers[type eq "mobile"].value')).toBe('+47 1');
    const requests = world.target.requests.length;
    world.source.change(person.id, {});
    await world.cycle();
    expect(world.target.requests.slice(requests).every(({ method }) => method === 'GET')).toBe(true);
  });

  test('FlowAlways writes an unchanged value again', async () => {
    const { world, person } = await worldWith(
      mapping({ targetAttributeName: 'title', source: direct('jobTitle'), flowBehavior: 'FlowAlways' }),
      { jobTitle: 'Clerk' },
    );
    const before = world.target.writes.length;
    world.source.change(person.id, {});
    await world.cycle();
    expect(world.target.writes).toHaveLength(before + 1);
  });

  test('several matching attributes are tried in order, and an empty one is passed over', async () => {
    const world = await createWorld();
    await world.changeSchema((schema) => {
      const user = objectMappingOf(schema, 'User');
      for (const one of user.attributeMappings) {
        if (one.targetAttributeName === 'userName') one.matchingPriority = 2;
        if (one.targetAttributeName === 'externalId') one.matchingPriority = 1;
      }
    });
    const person = world.source.put(aPerson({ attributes: { mailNickname: 'kari' } }));
    world.target.seed('Users', { userName: 'other@corp.example', externalId: 'kari' });
    await world.cycle();
    expect(world.target.users).toHaveLength(1);
    expect(world.target.users[0]!['userName']).toBe(person.principalName);
  });
});
