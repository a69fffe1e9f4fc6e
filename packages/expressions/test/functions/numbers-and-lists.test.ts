import { describe, expect, test } from 'vitest';
import { errorOf, valueOf, type Row } from '../evaluate.ts';

const rows: Row[] = [
  ['BitAnd(&HF,&HF7)', {}, '7'],
  ['BitAnd([userAccountControl], 2)', { userAccountControl: 514 }, '2'],
  ['BitAnd([userAccountControl], "2")', { userAccountControl: '512' }, '0'],
  ['BitAnd(-1, 4294967296)', {}, '4294967296'],
  ['BitAnd([none], 2)', {}, undefined],
  ['Count([proxyAddresses])', { proxyAddresses: ['a', 'b'] }, '2'],
  ['Count([x])', { x: 'a' }, '1'],
  ['Count([x])', {}, '0'],
  ['Item([otherMails], 1)', { otherMails: ['a', 'b'] }, 'a'],
  ['Item([otherMails], 3)', { otherMails: ['a', 'b'] }, undefined],
  ['Item([x], 1)', { x: 'a' }, 'a'],
  ['Item(Split("a,b", ","), 2)', {}, 'b'],
  ['Item([x], 1)', {}, undefined],
  ['RemoveDuplicates([x])', { x: ['b', 'a', 'b', 'B'] }, ['b', 'a', 'B']],
  ['RemoveDuplicates([x])', { x: 'a' }, 'a'],
  ['RemoveDuplicates([x])', {}, undefined],
];

describe('numbers and lists', () => {
  test.each(rows)('%s of %o is %o', (text, sample, value) => {
    expect(valueOf(text, sample)).toEqual(value);
  });

  test.each(['Item([x], 0)', 'Item([x], -1)', 'BitAnd("x", 1)', 'BitAnd("1.5", 1)'])('%s fails', (text) => {
    expect(errorOf(() => valueOf(text, { x: ['a'] })).code).toBe('EXPRESSION_FAILED');
  });
});
