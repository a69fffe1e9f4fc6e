import { describe, expect, test } from 'vitest';
import { errorOf, valueOf, type Row } from '../evaluate.ts';

const rows: Row[] = [
  ['Replace([preferredLanguage], "-", , , "_", , )', { preferredLanguage: 'en-US-x' }, 'en_US_x'],
  ['Replace([department], "R&D", , , "Research", , )', { department: 'R&D Lab' }, 'Research Lab'],
  ['Replace([x], "a", , , "$&$1", , )', { x: 'cat' }, 'c$&$1t'],
  ['Replace([x], "A", , , "b", , )', { x: 'cat' }, 'cat'],
  ['Replace([x], "a", , , [none], , )', { x: 'cat' }, 'ct'],
  ['Replace([x], "a", , , "b", , )', {}, undefined],
  ['Replace([x],"a", , ,"b", ,)', { x: 'a' }, 'b'],
  ['Replace([x],"a",,,"b")', { x: 'a' }, 'b'],

  ['Replace([employeeId], "{id}", , , , , "emp-{id}@corp.example")', { employeeId: '42' }, 'emp-42@corp.example'],
  ['Replace([employeeId], "{id}", , , , , "{id}{id}")', { employeeId: '$&' }, '$&$&'],
  ['Replace([employeeId], "{id}", , , , , "{id}")', {}, undefined],

  ['Replace([displayName], , "(?<l>\\\\w+), (?<f>\\\\w+)", , "${f} ${l}", , )', { displayName: 'Moe, Ada' }, 'Ada Moe'],
  ['Replace([displayName], , "(\\\\w+), (\\\\w+)", , "$2 $1", , )', { displayName: 'Åse, Øst' }, 'Øst Åse'],
  ['Replace([mailNickname], , "[a-z_]*", , "", , )', { mailNickname: 'ann_b7' }, '7'],
  ['Replace([userPrincipalName], , "@.*$", , "", , )', { userPrincipalName: 'ann@corp.example' }, 'ann'],
  ['Replace([x], , "[()\\\\s-]+", , "", , )', { x: '+1 (999) 888-7777' }, '+19998887777'],
  ['Replace([x], , "b+", , "-", , )', { x: 'aaa' }, 'aaa'],
  ['Replace([x], , "a", , [none], , )', { x: 'aba' }, 'b'],
  ['Replace([x], , "(?i)ANN", , "Bea", , )', { x: 'ann Ann' }, 'Bea Bea'],

  ['Replace([mail], , "(?<dom>@.*)$", "dom", "@new.example", , )', { mail: 'li@old.example' }, 'li@new.example'],
  ['Replace([x], , "(?<n>\\\\d+)-", "n", "$0", , )', { x: '12-34-z' }, '$0-$0-z'],
  ['Replace([x], , "(?<n>\\\\d)?-", "n", "#", , )', { x: '1-a-' }, '#-a-'],
  ['Replace([x], , "(?<n>q)", "n", "#", , )', { x: 'abc' }, 'abc'],

  ['Replace([t], , "\\\\+(?<cc>\\\\d+) (?<nr>\\\\d+)", "nr", , [mobile], )', { mobile: '+47 900100' }, '900100'],
  ['Replace([t], , "\\\\+(?<cc>\\\\d+) (?<nr>\\\\d+)", "nr", , [mobile], )', { t: '', mobile: '+47 900100' }, '900100'],
  ['Replace([t], , "\\\\+(?<cc>\\\\d+) (?<nr>\\\\d+)", "nr", , [mobile], )', { t: '1', mobile: '+47 900100' }, '1'],
  ['Replace([t], , "(?<nr>\\\\d+)", "nr", , [mobile], )', { mobile: 'none' }, undefined],
  ['Replace([t], , "(?<nr>\\\\d+)", "nr", , [mobile], )', {}, undefined],
];

describe('Replace', () => {
  test.each(rows)('%s of %o is %o', (text, sample, value) => {
    expect(valueOf(text, sample)).toEqual(value);
  });

  test.each([
    ['Replace([x])', 'needs'],
    ['Replace([x], "a")', 'needs'],
    ['Replace([x], "a", "b", , "c", , )', 'needs'],
    ['Replace([x], , , , "c", , )', 'needs'],
    ['Replace([x], "", , , "c", , )', 'empty text'],
    ['Replace([x], , "(", , "c", , )', 'does not end'],
    ['Replace([x], , "(?<a>x)", "b", "c", , )', 'no group b'],
    ['Replace([x], "a", , , "b", , , "c")', 'at most 7'],
  ])('%s is refused when parsed', (text, problem) => {
    const error = errorOf(() => valueOf(text));
    expect(error.code).toBe('EXPRESSION_INVALID');
    expect(error.message).toContain(problem);
    expect(error.details).toMatchObject({ line: 1, column: 1 });
  });

  test('a pattern from an attribute is checked when it is evaluated, and compiled again when it changes', () => {
    const text = 'Replace([x], , [p], , "-", , )';
    expect(valueOf(text, { x: 'abc', p: 'b' })).toBe('a-c');
    const error = errorOf(() => valueOf(text, { x: 'abc', p: '(' }));
    expect(error).toMatchObject({ code: 'EXPRESSION_FAILED', details: { argument: 'RegularExpression' } });
    expect(errorOf(() => valueOf('Replace([x], , "(?<a>x)", [g], "-", , )', { x: 'x', g: 'z' })).details).toMatchObject(
      {
        argument: 'RegularExpressionGroupName',
      },
    );
  });

  test.each(['(a+)+$', '(a|aa)+$', '(a*)*b', '(?:a?){60}a{60}b', '.*.*.*=', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'the pattern %s ends with an error on a hostile value',
    (pattern) => {
      const error = errorOf(() => valueOf(`Replace([x], , "${pattern}", , "", , )`, { x: `${'a'.repeat(8_000)}!` }));
      expect(error).toMatchObject({ code: 'EXPRESSION_FAILED', details: { argument: 'RegularExpression' } });
      expect(error.message).toContain('too many steps');
    },
  );

  test.each([
    ['Replace', (inner: string) => `Replace(${inner}, "a", , , "aaaa")`],
    ['Replace', (inner: string) => `Replace(${inner}, , "a", , "$_$_")`],
    ['ConvertToBase64', (inner: string) => `ConvertToBase64(${inner})`],
    ['ConvertToUTF8Hex', (inner: string) => `ConvertToUTF8Hex(${inner})`],
  ])('nested %s cannot multiply a text without end', (name, wrap) => {
    let text = '"aaaaaaaa"';
    for (let level = 0; level < 90; level++) text = wrap(text);
    const error = errorOf(() => valueOf(text));
    expect(error).toMatchObject({ code: 'EXPRESSION_FAILED', details: { function: name } });
    expect(error.message).toContain('longer than 1000000 characters');
  });
});
