/** What a strict target cannot take in parts is added whole. */
import { applyPatch, buildPatch, readDocument, readPatch, userResourceType, type ScimObject } from '@drawbridge/scim';
import { describe, expect, test } from 'vitest';
import { withWholeElements } from '../../src/diff/whole-elements.ts';

const resource = (members: object): ScimObject => readDocument(JSON.stringify({ userName: 'kari', ...members }));
const strict = { lenient: false };
const city = { op: 'add', path: 'addresses[type eq "work"].locality', value: 'Oslo' } as const;
const street = { op: 'add', path: 'addresses[type eq "work"].streetAddress', value: 'Kirkegata 1' } as const;

describe('parts of an element that is not there', () => {
  test('become one add of the element', () => {
    const [operation, ...more] = withWholeElements([city, street], resource({}), userResourceType);
    expect(more).toEqual([]);
    expect(operation).toMatchObject({
      op: 'add',
      path: 'addresses',
      value: [{ type: 'work', locality: 'Oslo', streetAddress: 'Kirkegata 1' }],
    });
  });

  test('leave other operations, and elements that are there, as they are', () => {
    const title = { op: 'replace', path: 'title', value: 'Pilot' } as const;
    const existing = resource({ addresses: [{ type: 'work', country: 'NO' }] });
    const operations = [title, city];
    expect(withWholeElements(operations, existing, userResourceType)).toBe(operations);
  });

  test('do not take the preference from another element', () => {
    const existing = resource({ addresses: [{ type: 'home', locality: 'Bergen', primary: true }] });
    const [operation] = withWholeElements([city], existing, userResourceType);
    expect(operation?.value).toEqual([{ type: 'work', locality: 'Oslo' }]);
  });

  test('come to the same in a target that is not strict', () => {
    const existing = resource({ emails: [{ type: 'home', value: 'a@b.example' }] });
    const operations = [
      city,
      street,
      { op: 'add', path: 'emails[type eq "work"].value', value: 'k@b.example' } as const,
    ];
    const patched = (list: typeof operations) =>
      applyPatch(existing, readPatch(buildPatch(list, 'rfc'), strict), userResourceType, strict).resource;
    const whole = patched(withWholeElements(operations, existing, userResourceType) as typeof operations);
    expect(whole).toMatchObject({
      addresses: [{ type: 'work', locality: 'Oslo', streetAddress: 'Kirkegata 1' }],
      emails: [{ type: 'home' }, { type: 'work', value: 'k@b.example' }],
    });
  });

  test('of an enterprise extension keep the extension', () => {
    const path = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department';
    const operations = [{ op: 'add', path, value: 'Flight' } as const];
    expect(withWholeElements(operations, resource({}), userResourceType)).toBe(operations);
  });
});
