/** The diff and the target agree: what was patched once needs no second patch. */
import { applyPatch, createObject, readDocument, type ScimObject } from '@drawbridge/scim';
import { compileSchema, defaultSchema } from '@drawbridge/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffResource } from '../../src/diff/resource.ts';
import { newResource } from '../../src/diff/new-resource.ts';
import { evaluateMappings, MappingInput } from '../../src/mapping/evaluate.ts';
import { aPerson } from '@drawbridge/testkit';

const user = compileSchema(defaultSchema({ jobId: 'j' })).objects.get('User')!;
const names = user.mappings
  .flatMap(({ sourceName }) => sourceName ?? [])
  .filter((name) => name !== 'userPrincipalName');

const wantedOf = (attributes: Record<string, string>, isSoftDeleted: boolean) =>
  evaluateMappings(user.mappings, new MappingInput(aPerson({ attributes }), isSoftDeleted, new Date(0)));

const someAttributes = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'grapheme' }), {
  noNullPrototype: true,
});

const patched = (existing: ScimObject, diff: ReturnType<typeof diffResource>): ScimObject =>
  diff.operations.length === 0
    ? existing
    : applyPatch(existing, diff.operations, user.resourceType, { lenient: true }).resource;

describe('the diff of a resource', () => {
  test('applied once, leaves no difference', () => {
    fc.assert(
      fc.property(someAttributes, someAttributes, fc.boolean(), (before, after, isSoftDeleted) => {
        const existing = newResource(wantedOf(before, !isSoftDeleted), user).resource;
        const wanted = wantedOf(after, isSoftDeleted);
        const result = patched(existing, diffResource(wanted, existing, user.resourceType));
        expect(diffResource(wanted, result, user.resourceType).operations).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('of a resource just created is empty', () => {
    fc.assert(
      fc.property(someAttributes, (attributes) => {
        const wanted = wantedOf(attributes, false);
        expect(diffResource(wanted, newResource(wanted, user).resource, user.resourceType).operations).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('reads an answer however the target spells and types it', () => {
    const existing = readDocument(
      JSON.stringify({ UserName: 'KARI@corp.example', active: 'True', NAME: { givenname: 'Kari' } }),
    );
    const person = aPerson({
      principalName: 'kari@corp.example',
      displayName: '',
      attributes: { givenName: 'Kari', mailNickname: '' },
    });
    const wanted = evaluateMappings(user.mappings, new MappingInput(person, false, new Date(0)));
    const { modified } = diffResource(wanted, existing, user.resourceType);
    expect(modified.map(({ displayName }) => displayName)).toEqual(['name.formatted']);
  });

  test('of an empty target adds everything', () => {
    const { operations } = diffResource(wantedOf({ jobTitle: 'Pilot' }, false), createObject(), user.resourceType);
    expect(new Set(operations.map(({ op }) => op))).toEqual(new Set(['add']));
  });
});
