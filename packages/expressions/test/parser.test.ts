import { describe, expect, test } from 'vitest';
import { parseExpression, printExpression } from '../src/index.ts';
import { errorOf } from './evaluate.ts';

const text = (value: string) => ({ kind: 'constant', value, quoted: true });
const bare = (value: string) => ({ kind: 'constant', value, quoted: false });
const attribute = (name: string) => ({ kind: 'attribute', name });
const empty = { kind: 'empty' };

describe('parseExpression', () => {
  test.each([
    ['[givenName]', attribute('givenName')],
    ['  [ givenName ]\n', attribute('givenName')],
    ['[urn:ietf:params:scim:User:x.y]', attribute('urn:ietf:params:scim:User:x.y')],
    ['[emails[type eq "work"].value]', attribute('emails[type eq "work"].value')],
    ['[__proto__]', attribute('__proto__')],
    ['"a \\"b\\" \\\\ c"', text('a "b" \\ c')],
    ['"\\d\\n"', text('\\d\\n')],
    ['""', text('')],
    ['"line\nbreak"', text('line\nbreak')],
    ['-12', bare('-12')],
    ['&HfF', bare('&HfF')],
    ['Guid()', { kind: 'call', name: 'Guid', arguments: [] }],
    ['Guid( )', { kind: 'call', name: 'Guid', arguments: [] }],
    [
      'Replace([x],"a", , ,"b", ,)',
      { kind: 'call', name: 'Replace', arguments: [attribute('x'), text('a'), empty, empty, text('b'), empty, empty] },
    ],
    ['Mid([x],1,3)', { kind: 'call', name: 'Mid', arguments: [attribute('x'), bare('1'), bare('3')] }],
    [
      'IIF(\n[a] <> "b",\t[c],"d")',
      {
        kind: 'call',
        name: 'IIF',
        arguments: [
          { kind: 'comparison', operator: '<>', left: attribute('a'), right: text('b') },
          attribute('c'),
          text('d'),
        ],
      },
    ],
    [
      'InStr([a],"b",,vbTextCompare)',
      { kind: 'call', name: 'InStr', arguments: [attribute('a'), text('b'), empty, bare('vbTextCompare')] },
    ],
  ])('%s is read', (written, tree) => {
    expect(parseExpression(written)).toEqual(tree);
    expect(parseExpression(printExpression(parseExpression(written)))).toEqual(tree);
  });

  test.each([
    ['', 0, 'ends early', 'a function'],
    ['   ', 3, 'ends early', 'a function'],
    ['Join(" ", [a]', 13, 'ends early', 'a comma or a closing parenthesis'],
    ['Join(" ", [a]))', 14, ') cannot stand here', 'the end of the expression'],
    ['Join(" " [a])', 9, '[a] cannot stand here', 'a comma'],
    ['[a] & [b]', 4, '"&" has no meaning here', 'a function'],
    ['[a] + "x"', 4, '"+" has no meaning here', 'a function'],
    ['"open', 0, 'does not end', 'a closing double quote'],
    ['"open\\"', 0, 'does not end', 'a closing double quote'],
    ['[open', 0, 'does not end', 'a closing bracket'],
    ['[a[b]', 0, 'does not end', 'a closing bracket'],
    ['[ ]', 1, 'empty', 'the name of an attribute'],
    ['Nope([a])', 0, 'there is no function Nope', 'the name of a function'],
    ['Join(" ", tolower([a]))', 10, 'there is no function tolower, but ToLower', 'the name of a function'],
    ['constructor([a])', 0, 'there is no function constructor', 'the name of a function'],
    ['__proto__()', 0, 'there is no function __proto__', 'the name of a function'],
    ['IsNullorEmpty([a])', 0, 'but IsNullOrEmpty', 'the name of a function'],
    ['givenName', 0, 'stands alone', '[attribute] in brackets'],
    ['Join', 0, 'stands alone', 'an opening parenthesis'],
    ['Append([a])', 0, 'Append needs its argument suffix', 'Append(source, suffix)'],
    ['Append(,"x")', 0, 'Append needs its argument source', 'Append(source, suffix)'],
    ['Append([a],"b","c")', 0, 'at most 2 arguments, not 3', 'Append(source, suffix)'],
    ['Guid("x")', 0, 'no arguments', 'Guid()'],
    ['Join(" ")', 0, 'Join needs its argument source', 'Join(separator, source)'],
    ['Switch([a],"d","k")', 0, 'pairs', 'Switch('],
    ['IIF([a]="1" = "2","x","y")', 12, 'a comparison (=) cannot stand here', 'one comparison'],
    ['IIF("x",[a]="1","y")', 11, 'a comparison (=) cannot stand here', 'one comparison'],
    ['Join([a]=[b],"c")', 8, 'a comparison (=) cannot stand here', 'one comparison'],
    ['[a]=[b]', 3, 'a comparison (=) cannot stand here', 'one comparison'],
    ['IIF([a]=,"x","y")', 8, ', cannot stand here', 'a function'],
    ['SelectUniqueValue([a])', 0, 'at least two rules', 'SelectUniqueValue(rule)'],
    ['SelectUniqueValue([a],)', 0, 'at least two rules', 'SelectUniqueValue(rule)'],
    ['ToLower(SelectUniqueValue([a],[b]))', 8, 'inside another function', 'outermost'],
    ['Append(“x”, "y")', 7, '“', 'straight double quotes'],
    ['Append(\'x\', "y")', 7, "'", 'straight double quotes'],
    ['😀', 0, '😀', 'a function'],
    ['\0', 0, '\\u0000', 'a function'],
  ])('%j is refused at %i', (written, position, problem, expected) => {
    const error = errorOf(() => parseExpression(written));
    expect(error.code).toBe('EXPRESSION_INVALID');
    expect(error.details).toMatchObject({ position, line: 1, column: position + 1 });
    expect(error.message).toContain(problem);
    expect(error.details['expected']).toContain(expected);
  });

  test('an error names line and column', () => {
    const error = errorOf(() => parseExpression('Join(" ",\n  [a],\n  nope(1))'));
    expect(error.details).toMatchObject({ position: 19, line: 3, column: 3 });
    expect(error.message).toMatch(/^Line 3, column 3: /);
  });

  test('10,000 characters are the limit, unless the caller raises it', () => {
    const long = `"${'x'.repeat(9_999)}"`;
    expect(errorOf(() => parseExpression(long)).details).toMatchObject({ position: 10_000, expected: 'at most 10000' });
    expect(parseExpression(long.replace('xx', 'x'))).toMatchObject({ kind: 'constant' });
    expect(parseExpression(long, { maxLength: 20_000 })).toMatchObject({ kind: 'constant' });
  });

  test('100 levels of functions are read, 101 are refused', () => {
    const nested = (levels: number) => 'ToLower('.repeat(levels) + '[a]' + ')'.repeat(levels);
    expect(printExpression(parseExpression(nested(100)))).toBe(nested(100));
    expect(errorOf(() => parseExpression(nested(101))).message).toContain('nested too deeply');
  });

  test.each([
    'Not('.repeat(200_000),
    '('.repeat(200_000),
    '['.repeat(200_000),
    `Join(${','.repeat(200_000)})`,
    `IIF(${'IIF('.repeat(100_000)}`,
    '"\\'.repeat(200_000),
  ])('hostile text %# gives an error, never a stack overflow', (hostile) => {
    expect(errorOf(() => parseExpression(hostile, { maxLength: 10_000_000 })).code).toBe('EXPRESSION_INVALID');
  });
});
