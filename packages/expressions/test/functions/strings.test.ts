import { describe, expect, test } from 'vitest';
import { errorOf, valueOf, type Row } from '../evaluate.ts';

const rows: Row[] = [
  ['Append([mailNickname], ".dev")', { mailNickname: 'ana' }, 'ana.dev'],
  ['Append([a], [b])', { a: 'x' }, 'x'],
  ['Append([a], "x")', {}, undefined],
  ['Append([a], "x")', { a: '' }, 'x'],
  ['Append([a], "x")', { a: ['one'] }, 'onex'],
  ['Prepend("a-", [x])', { x: 'b' }, 'a-b'],
  ['Prepend("a-", [x])', {}, undefined],

  ['Join("-", "EU", [city], [employeeId])', { city: 'Oslo', employeeId: 77 }, 'EU-Oslo-77'],
  ['Join(", ", "", [surname], [givenName])', { surname: 'Doe', givenName: 'John' }, 'Doe, John'],
  ['Join(", ", [surname], [givenName])', { surname: 'Doe' }, 'Doe'],
  ['Join(" ", [surname], [givenName])', {}, undefined],
  ['Join(";", [mails], "z")', { mails: ['x', '', 'y'] }, 'x;y;z'],
  ['Join(, "a", "b")', {}, 'error: separator'],
  ['Join([none], "a", "b")', {}, 'ab'],

  ['Left([surname], 2)', { surname: 'Berg' }, 'Be'],
  ['Left([surname], 0)', { surname: 'Berg' }, ''],
  ['Left([surname], -1)', { surname: 'Berg' }, 'Berg'],
  ['Left([surname], 10)', { surname: 'Berg' }, 'Berg'],
  ['Left([surname], 2)', {}, ''],
  ['Left([surname], "2")', { surname: 'Berg' }, 'Be'],
  ['Left("a😀b", 2)', {}, 'a'],
  ['Left("a😀b", 3)', {}, 'a😀'],

  ['Mid("provision", 4, 3)', {}, 'vis'],
  ['Mid("provision", "4", "3")', {}, 'vis'],
  ['Mid("provision", 8, 30)', {}, 'on'],
  ['Mid("abc", 4, 1)', {}, ''],
  ['Mid("abc", 1, 0)', {}, ''],
  ['Mid([x], 1, 1)', {}, undefined],
  ['Mid("a😀b", 3, 2)', {}, 'b'],

  ['StripSpaces("Van der Berg")', {}, 'VanderBerg'],
  ['StripSpaces("a\tb\u00a0c d")', {}, 'a\tb\u00a0cd'],
  ['StripSpaces([x])', {}, undefined],

  ['Word("ops/eu;night", 2, "/;")', {}, 'eu'],
  ['Word("This,string!has&many separators",3,",!&#")', {}, 'has'],
  ['Word("a,,b", 2, ",")', {}, 'b'],
  ['Word("a b", 0, " ")', {}, ''],
  ['Word("a b", -1, " ")', {}, ''],
  ['Word("a b", 3, " ")', {}, ''],
  ['Word([x], 1, " ")', {}, ''],

  ['Split("x;y;z", ";")', {}, ['x', 'y', 'z']],
  ['Split("A, B", ",")', {}, ['A', 'B']],
  ['Split("A||B", "|")', {}, ['A', '', 'B']],
  ['Split([x], ",")', {}, undefined],
  ['Split("", ",")', {}, undefined],

  ['InStr("kilo","lo")', {}, '3'],
  ['InStr("repEated","e",3,vbBinaryCompare)', {}, '7'],
  ['InStr("repEated","e",3,vbTextCompare)', {}, '4'],
  ['InStr("repEated","e",3,"vbTextCompare")', {}, '4'],
  ['InStr("repEated","E")', {}, '4'],
  ['InStr("abc","x")', {}, '0'],
  ['InStr("abc","a", 9)', {}, '0'],
  ['InStr([x],"a")', {}, '0'],
  ['InStr("ÅSE","å",,vbTextCompare)', {}, '1'],

  ['CStr([employeeNumber])', { employeeNumber: 42 }, '42'],
  ['CStr([flag])', { flag: true }, 'True'],
  ['CStr([x])', {}, undefined],

  ['ConvertToBase64("Hello world!")', {}, 'SABlAGwAbABvACAAdwBvAHIAbABkACEA'],
  ['ConvertToBase64("Hi")', {}, 'SABpAA=='],
  ['ConvertToBase64("😀")', {}, 'PdgA3g=='],
  ['ConvertToBase64([x])', {}, undefined],
  ['ConvertToUTF8Hex("Hi")', {}, '4869'],
  ['ConvertToUTF8Hex("Å\n")', {}, 'C3850A'],
  ['ConvertToUTF8Hex([x])', {}, undefined],

  ['DefaultDomain()', {}, undefined],
  ['Redact([x])', { x: 'secret' }, 'secret'],
  ['IgnoreFlowIfNullOrEmpty([x])', { x: 'there' }, 'there'],
];

describe('string functions', () => {
  test.each(rows.filter(([, , value]) => !String(value).startsWith('error')))(
    '%s of %o is %o',
    (text, sample, value) => {
      expect(valueOf(text, sample)).toEqual(value);
    },
  );

  test('the default domain comes from the context', () => {
    expect(valueOf('Append("@", DefaultDomain())', {}, { defaultDomain: 'contoso.example' })).toBe('@contoso.example');
  });

  test.each([
    ['Mid("abc", 0, 1)', 'Mid', 'start'],
    ['Mid("abc", 1, -1)', 'Mid', 'length'],
    ['Mid("abc", "x", 1)', 'Mid', 'start'],
    ['Mid("abc", [none], 1)', 'Mid', 'start'],
    ['Left("abc", "1.5")', 'Left', 'NumChars'],
    ['Left("abc", "99999999999999999999")', 'Left', 'NumChars'],
    ['InStr("abc","b",0)', 'InStr', 'start'],
    ['InStr("abc","b",1,"other")', 'InStr', 'compareType'],
    ['Append([many], "x")', 'Append', 'source'],
    ['ToLower([many])', 'ToLower', 'source'],
    ['ToLower("x", "no culture!")', 'ToLower', 'culture'],
  ])('%s fails and names function and argument', (text, name, argument) => {
    const error = errorOf(() => valueOf(text, { many: ['a', 'b'] }));
    expect(error).toMatchObject({ code: 'EXPRESSION_FAILED', details: { function: name, argument } });
    expect(error.message).toContain(`${name}, argument ${argument}:`);
  });
});
