import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  buildPatch,
  enterpriseUserUrn,
  groupResourceType,
  patchDialects,
  patchOpUrn,
  readPatch,
  userResourceType,
  type PatchDialect,
  type PatchOperation,
} from '../../src/index.ts';
import { aDocument } from '../sample.ts';

const manager = `${enterpriseUserUrn}:manager`;
const operationsOf = (operations: PatchOperation[], dialect: PatchDialect) =>
  buildPatch(operations, dialect)['Operations'];

const disable: PatchOperation[] = [{ op: 'replace', path: 'active', value: false }];
const nick: PatchOperation[] = [{ op: 'add', path: 'nickName', value: 'K' }];
const several: PatchOperation[] = [
  { op: 'replace', path: 'displayName', value: 'K' },
  { op: 'replace', path: 'emails[type eq "work"].value', value: 'k@x' },
  { op: 'replace', path: 'name.givenName', value: 'Kari' },
  { op: 'replace', path: `${enterpriseUserUrn}:employeeNumber`, value: '42' },
  { op: 'add', path: manager, value: 'm' },
];
const goodbye: PatchOperation[] = [{ op: 'remove', path: 'members', value: [{ value: 'u1' }, { value: 'u"2' }] }];

describe('buildPatch', () => {
  test('the envelope names the message', () => {
    expect(buildPatch(nick, 'rfc')).toEqual({ schemas: [patchOpUrn], Operations: nick });
  });

  test('rfc: every operation with its path, the manager as an object, members one by one', () => {
    expect(operationsOf(disable, 'rfc')).toEqual(disable);
    expect(operationsOf(several, 'rfc')).toEqual([
      ...several.slice(0, 4),
      { op: 'add', path: manager, value: { value: 'm' } },
    ]);
    expect(operationsOf(goodbye, 'rfc')).toEqual([
      { op: 'remove', path: 'members[value eq "u1"]' },
      { op: 'remove', path: String.raw`members[value eq "u\"2"]` },
    ]);
    expect(operationsOf([{ op: 'remove', path: manager, value: 'm' }], 'rfc')).toEqual([
      { op: 'remove', path: manager },
    ]);
  });

  test('entra: paths in brackets first, then the plain attributes in one operation without path', () => {
    expect(operationsOf(disable, 'entra')).toEqual(disable);
    expect(operationsOf(nick, 'entra')).toEqual(nick);
    expect(operationsOf(several, 'entra')).toEqual([
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'k@x' },
      { op: 'add', path: manager, value: 'm' },
      {
        op: 'replace',
        value: { displayName: 'K', 'name.givenName': 'Kari', [`${enterpriseUserUrn}:employeeNumber`]: '42' },
      },
    ]);
    expect(operationsOf(goodbye, 'entra')).toHaveLength(2);
  });

  test('entra-legacy: capital operations, strings for booleans, members removed by a list', () => {
    expect(operationsOf(disable, 'entra-legacy')).toEqual([{ op: 'Replace', path: 'active', value: 'False' }]);
    expect(operationsOf([{ op: 'add', path: 'active', value: true }], 'entra-legacy')).toEqual([
      { op: 'Add', path: 'active', value: 'True' },
    ]);
    expect(operationsOf(several, 'entra-legacy')).toHaveLength(5);
    expect(operationsOf(goodbye, 'entra-legacy')).toEqual([
      { op: 'Remove', path: 'members', value: [{ value: 'u1' }, { value: 'u"2' }] },
    ]);
    expect(
      operationsOf(
        [
          { op: 'remove', path: 'members[value eq "u1"]' },
          { op: 'remove', path: 'members[value eq "u2"]' },
        ],
        'entra-legacy',
      ),
    ).toEqual([{ op: 'Remove', path: 'members', value: [{ value: 'u1' }, { value: 'u2' }] }]);
    expect(operationsOf([{ op: 'add', path: manager, value: { value: 'm' } }], 'entra-legacy')).toEqual([
      { op: 'Add', path: manager, value: 'm' },
    ]);
  });

  test('whatever the dialect, a lenient server makes the same of it; of rfc, a strict one too', () => {
    const group = aDocument({ displayName: 'G', members: [{ value: 'u1' }, { value: 'u"2' }, { value: 'u3' }] });
    const user = aDocument({ userName: 'k', active: true, emails: [{ type: 'work', value: 'old' }] });
    const readers = patchDialects.flatMap((dialect) => [
      [dialect, true] as const,
      ...(dialect === 'rfc' ? [[dialect, false] as const] : []),
    ]);
    fc.assert(
      fc.property(
        fc.subarray([...disable, ...nick, ...several]),
        fc.constantFrom(...readers),
        (operations, [dialect, lenient]) => {
          if (operations.length === 0) return;
          const over = aDocument(buildPatch(operations, dialect));
          expect(applyPatch(user, readPatch(over, { lenient }), userResourceType, { lenient }).resource).toEqual(
            applyPatch(user, operations, userResourceType, { lenient: true }).resource,
          );
          const left = applyPatch(
            group,
            readPatch(aDocument(buildPatch(goodbye, dialect)), { lenient }),
            groupResourceType,
            { lenient },
          );
          expect(left.resource['members']).toEqual([{ value: 'u3' }]);
        },
      ),
    );
  });
});
