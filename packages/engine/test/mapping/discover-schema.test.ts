/** What a target says of its attributes, merged into a schema without losing anything. */
import { defaultSchema, discoverSchema } from '@drawbridge/engine';
import { readDocument, readSchemas } from '@drawbridge/scim';
import { describe, expect, test } from 'vitest';

const at = new Date('2026-11-23T09:00:00.000Z');
const extension = 'urn:ietf:params:scim:schemas:extension:Payroll:2.0:User';
const schemasOf = (...resources: object[]) =>
  readSchemas(readDocument(JSON.stringify({ totalResults: resources.length, Resources: resources })));
const userSchema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  attributes: [
    { name: 'userName', type: 'string', uniqueness: 'server' },
    { name: 'active', type: 'string' },
    { name: 'name', type: 'complex', subAttributes: [{ name: 'givenName', type: 'string' }, { name: 'middleName', type: 'string' }] },
    {
      name: 'emails',
      type: 'complex',
      multiValued: true,
      subAttributes: [{ name: 'value', type: 'string' }, { name: 'type', type: 'string', canonicalValues: ['work', 'lab'] }],
    },
  ],
}; // prettier-ignore
const payroll = {
  id: extension,
  attributes: [
    { name: 'grade', type: 'integer' },
    { name: 'tags', type: 'string', multiValued: true },
    { name: 'badge', type: 'complex', subAttributes: [{ name: 'number', type: 'string', mutability: 'writeOnly' }] },
  ],
};

describe('schema discovery', () => {
  const before = defaultSchema({ jobId: 'j' });
  const target = (schema: typeof before) => schema.directories[1]!.objects.find(({ name }) => name.endsWith(':User'))!;
  target(before).attributes.push({ ...target(before).attributes[0]!, name: 'adminsOwn', anchor: false });

  test('adds what is new: parts of structures, lists by their kinds, extensions', () => {
    const { schema, added } = discoverSchema(before, schemasOf(userSchema, payroll), at);
    const names = added.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'name.middleName',
        'emails[type eq "lab"].value',
        `${extension}:grade`,
        `${extension}:tags`,
        `${extension}:badge.number`,
      ]),
    );
    expect(names).not.toContain('userName');
    const byName = new Map(target(schema).attributes.map((one) => [one.name, one]));
    expect(byName.get(`${extension}:grade`)).toMatchObject({ type: 'Integer', multivalued: false });
    expect(byName.get(`${extension}:tags`)).toMatchObject({ multivalued: true });
    expect(byName.get(`${extension}:badge.number`)?.mutability).toBe('WriteOnly');
    expect(schema.directories[1]!.discoveryDateTime).toBe(at.toISOString());
    expect(schema.directories[0]).toBe(before.directories[0]);
  });

  test('flags a type that differs and leaves it, and lists what the target does not name, which stays', () => {
    const { schema, typeChanged, notFound } = discoverSchema(before, schemasOf(userSchema, payroll), at);
    expect(typeChanged).toEqual([expect.objectContaining({ name: 'active', before: 'Boolean', discovered: 'String' })]);
    expect(notFound.map(({ name }) => name)).toEqual(expect.arrayContaining(['adminsOwn', 'title']));
    expect(notFound.map(({ name }) => name)).not.toContain('id');
    for (const attribute of target(before).attributes) expect(target(schema).attributes).toContainEqual(attribute);
  });

  test('finds nothing new the second time, and nothing at all in an empty answer', () => {
    const once = discoverSchema(before, schemasOf(userSchema, payroll), at).schema;
    expect(discoverSchema(once, schemasOf(userSchema, payroll), at).added).toEqual([]);
    expect(discoverSchema(before, [], at).schema.directories[1]!.objects).toEqual(before.directories[1]!.objects);
  });
});
