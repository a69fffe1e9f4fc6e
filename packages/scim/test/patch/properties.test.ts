import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scimPatch, type ScimPatchOperation } from 'scim-patch';
import {
  applyPatch,
  createObject,
  enterpriseUserUrn,
  getMember,
  isObject,
  userResourceType,
  validateResource,
  type PatchOperation,
  type ScimObject,
  type ScimValue,
} from '../../src/index.ts';
import { aDocument } from '../sample.ts';

const text = fc.constantFrom('a', 'b', 'A', 'work', 'home', 'x@y');
const email = fc.record({ type: text, value: text, primary: fc.boolean() }, { requiredKeys: [] });
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(null, true, false, 'True', 'False', 5),
  email,
  fc.array(email, { maxLength: 4 }),
  fc.record(
    {
      displayName: text,
      active: fc.constantFrom(true, 'False', 'maybe'),
      'name.givenName': text,
      emails: fc.array(email, { maxLength: 3 }),
      id: text,
      nope: text,
      [`${enterpriseUserUrn}:manager`]: text,
      constructor: text,
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
const path = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'emails',
      'phoneNumbers',
      'name',
      'displayName',
      'active',
      'manager',
      'userName',
      'id',
      'nope',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'emails[type eq "work"]',
      'emails[type eq "work"].value',
      'emails[value eq "a"].type',
      'emails[primary eq "True"].value',
      'emails[type eq "home"].primary',
      'emails[not (type eq "work")]',
      'emails.value',
      'emails.primary',
      'name.givenName',
      `${enterpriseUserUrn}:department`,
      `${enterpriseUserUrn}:manager[value eq "a"]`,
      enterpriseUserUrn,
    ),
  },
  { weight: 1, arbitrary: fc.string() },
);
const operation = fc
  .record({ op: fc.constantFrom('add', 'replace', 'remove' as const), path: fc.option(path), value: fc.option(value) })
  .map(
    ({ op, path: own, value: given }) =>
      ({
        op,
        ...(own === null ? {} : { path: own }),
        ...(given === null ? {} : { value: given as ScimValue }),
      }) as PatchOperation,
  );

const start = aDocument({
  userName: 'kari',
  emails: [
    { type: 'work', value: 'w', primary: true },
    { type: 'home', value: 'h' },
  ],
});

function tryPatch(resource: ScimObject, operations: PatchOperation[], lenient: boolean): ScimObject {
  const before = JSON.stringify(resource);
  try {
    return applyPatch(resource, operations, userResourceType, { lenient }).resource;
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^SCIM_/) });
    return resource;
  } finally {
    expect(JSON.stringify(resource)).toBe(before);
  }
}

describe('random operations', () => {
  test('leave one primary at most, nothing twice, no prototype touched and a valid resource', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(operation, { maxLength: 4 }), { maxLength: 4 }),
        fc.boolean(),
        (patches, lenient) => {
          let resource = start;
          for (const operations of patches) resource = tryPatch(resource, operations, lenient);
          for (const name of ['emails', 'phoneNumbers']) {
            const elements = ((getMember(resource, name) ?? []) as ScimValue[]).filter(isObject);
            expect(elements.filter((element) => element['primary'] === true).length).toBeLessThanOrEqual(1);
            const pairs = elements
              .filter((element) => element['value'] !== undefined)
              .map((element) => JSON.stringify([element['type'], element['value']]).toLowerCase());
            expect(new Set(pairs).size).toBe(pairs.length);
          }
          expect(Object.keys(Object.prototype)).toEqual([]);
          expect(resource['userName']).toEqual(expect.stringMatching(/./));
          const schemas = Object.hasOwn(resource, enterpriseUserUrn)
            ? [userResourceType.schema.id, enterpriseUserUrn]
            : [userResourceType.schema.id];
          const whole = createObject({ ...resource, schemas });
          expect(validateResource(whole, userResourceType, 'response', { lenient: true })).toEqual(whole);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('done twice, replacements and removals change nothing the second time', () => {
    fc.assert(
      fc.property(operation, (one) => {
        if (one.op === 'add' || one.path?.includes('[') === true || one.path?.includes('.') === true) return;
        const once = tryPatch(start, [one], true);
        expect(tryPatch(once, [one], true)).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });
});

/**
 * scim-patch as an oracle where it is right: exact names, no second primary, elements equal as a whole.
 * It stays out of the product for what it gets wrong beyond that, prototype pollution first.
 */
describe('against scim-patch', () => {
  const ours = fc.oneof(
    fc.record({
      op: fc.constantFrom('add' as const, 'replace' as const),
      path: fc.constantFrom('displayName', 'name.givenName', 'title'),
      value: text,
    }),
    fc.record({
      op: fc.constant('remove' as const),
      path: fc.constantFrom('displayName', 'title', 'emails[type eq "work"]'),
    }),
    fc.record({ op: fc.constant('replace' as const), path: fc.constant('emails[type eq "work"].value'), value: text }),
  );
  const simple = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'kari',
    displayName: 'K',
    title: 'Pilot',
    name: { givenName: 'Kari', familyName: 'Moe' },
    emails: [
      { type: 'work', value: 'w' },
      { type: 'home', value: 'h' },
    ],
  };

  test('both make the same of simple operations', () => {
    fc.assert(
      fc.property(fc.array(ours, { maxLength: 4 }), (operations) => {
        // Each kind of removal once: a second has no target, on which the two differ by intent.
        const mine = applyPatch(aDocument(simple), operations, userResourceType, { lenient: true }).resource;
        const isRemoved = operations.some(({ op, path: own }) => op === 'remove' && own.startsWith('emails'));
        if (isRemoved && operations.filter(({ path: own }) => own.startsWith('emails')).length > 1) return;
        const resource = structuredClone(simple) as unknown as Parameters<typeof scimPatch>[0];
        const theirs = scimPatch(resource, structuredClone(operations) as ScimPatchOperation[]);
        expect(mine).toEqual(JSON.parse(JSON.stringify(theirs)));
      }),
      { numRuns: 500 },
    );
  });
});
