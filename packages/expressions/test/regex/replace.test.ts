import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StepsExhausted } from '../../src/regex/match.ts';
import { Regex, Replacement } from '../../src/regex/replace.ts';
import { PatternProblem } from '../../src/regex/syntax.ts';

function replace(pattern: string, text: string, replacement = '#'): string {
  return new Regex(pattern).replace(text, new Replacement(replacement));
}

describe('.NET regular expressions', () => {
  test.each([
    ['a*', 'baac', '#b##c#'],
    ['\\d', '1٣x', '##x'],
    ['\\D', '1٣x', '1٣#'],
    ['\\w+', 'Ærø-x', '#-#'],
    ['\\W', 'a-b', 'a#b'],
    ['[\\W]', 'a-b', 'a#b'],
    ['\\s', 'a\u00a0b\ufeffc', 'a#b\ufeffc'],
    ['\\bå', 'å xå', '# xå'],
    ['.', 'a\r\n', '##\n'],
    ['(?s).', 'a\n', '##'],
    ['a$', 'a\n', '#\n'],
    ['a\\z', 'a\n', 'a\n'],
    ['\\Aa|a\\Z', 'aba\n', '#b#\n'],
    ['(?m)^a$', 'a\na\nb', '#\n#\nb'],
    ['(?i)straße|å', 'STRAßE Å', '# #'],
    ['(?i:a)b', 'Ab AB', '# AB'],
    ['(?i)a(?-i)b', 'Ab AB', '# AB'],
    ['(?i)[a-c]', 'aBd', '##d'],
    ['(?i)[^a]', 'aAb', 'aA#'],
    ['(?x) a \\s b # remark', 'a b', '#'],
    ['a(?#remark)b', 'ab', '#'],
    ['[a-z-[aeiou]]+', 'hello', '#e#o'],
    ['[]a]', ']a', '##'],
    ['[^]a]', ']ab', ']a#'],
    ['[a\\-c]', 'abc-', '#b##'],
    ['[a-]', 'a-b', '##b'],
    ['[\\w-z]', 'a-z', '###'],
    ['[\\u0041\\x42\\t]', 'AB\tC', '###C'],
    ['\\p{Lu}', 'aÅ', 'a#'],
    ['\\P{L}', 'a1', 'a#'],
    ['\\p{IsCyrillic}+', 'abж', 'ab#'],
    ['{id}', 'x{id}', 'x#'],
    ['a{2}', 'aaa', '#a'],
    ['a{2,}', 'aaaa', '#'],
    ['a{1,2}?', 'aa', '##'],
    ['(ab){2}', 'ababab', '#ab'],
    ['(ab){1,2}?c', 'ababc', '#'],
    ['a+?b', 'aab', '#'],
    ['(a|b)*?c', 'abc', '#'],
    ['(a*)*b', 'aab', '#'],
    ['(?:|a)+', 'aa', '#a#a#'],
    ['(a)(b)?\\1', 'aba aa', '# #'],
    ['(?<q>[\'"]).*?\\k<q>', 'say "it\'s"', 'say #'],
    ['(?i)(a)\\1', 'aA', '#'],
    ['(?<=a)b', 'ab bb', 'a# bb'],
    ['(?<!a)b', 'ab bb', 'ab ##'],
    ['(?<=^\\d{2})x', '12x3x', '12#3x'],
    ['(?<=(a)(b))c\\1', 'abca', 'ab#'],
    ['(?<x>a)b\\1', 'aba', '#'],
    ['a(?=b)', 'ab ac', '#b ac'],
    ['a(?!b)', 'ab ac', 'ab #c'],
    ['(?>a+)ab', 'aaab', 'aaab'],
    ['(?>a|ab)c', 'abc', 'abc'],
    ['\\.', 'a.b', 'a#b'],
    ['\\cA', 'a\u0001', 'a#'],
    ['x|', 'axb', '#a##b#'],
  ])('%s on %j gives %j', (pattern, text, expected) => {
    expect(replace(pattern, text)).toBe(expected);
  });

  test.each([
    ['(\\w+) (\\w+)', 'a b', '$2 $1', 'b a'],
    ['(?<x>a)(b)', 'ab', '$1$2${x}', 'baa'],
    ['(?n)(a)(?<x>b)', 'ab', '$1', 'b'],
    ['(?<5>a)(b)', 'ab', '$5$1$2', 'ab$2'],
    ['(a)', 'xay', '$$1 $& $+ $9 ${no} ${1} $', 'x$1 a a $9 ${no} a $y'],
    ['b', 'abc', "[$`|$'|$_]", 'a[a|c|abc]c'],
    ['(a)|(b)', 'ab', '<$1>', '<a><>'],
  ])('%s on %s with %s gives %s', (pattern, text, replacement, expected) => {
    expect(replace(pattern, text, replacement)).toBe(expected);
  });

  test.each([
    ['(', 'does not end'],
    [')', 'no opening'],
    ['[a', 'does not end'],
    ['[z-a]', 'backwards'],
    ['*a', 'nothing to repeat'],
    ['a**', 'follows a quantifier'],
    ['a{2}{3}', 'follows a quantifier'],
    ['a{3,2}', 'backwards'],
    ['a{1001}', 'above 1000'],
    ['\\', 'escapes nothing'],
    ['\\i', 'not a known escape'],
    ['\\1', 'no group 1'],
    ['\\k<x>', 'no group x'],
    ['\\p{Nonsense}', 'not a known category'],
    ['\\pL', 'braces'],
    ['(?<a-b>x)', 'balancing'],
    ['(?(1)a|b)', 'not supported'],
    ['\\Ga', 'not supported'],
    ['(?q)a', 'not known'],
    ['((a{1000}){1000}){1000}', 'too large'],
    ['('.repeat(1_000), 'too deeply'],
    ['a'.repeat(2_001), 'longer than'],
    ['[a-['.repeat(50), 'too deeply'],
  ])('%s is refused', (pattern, problem) => {
    expect(() => new Regex(pattern)).toThrow(PatternProblem);
    expect(() => new Regex(pattern)).toThrow(problem);
  });

  test('a long repeated group does not overflow the stack', () => {
    expect(replace('(?:a|b)*c', `${'ab'.repeat(50_000)}c`)).toBe('#');
  });

  test.each(['(a+)+$', '(a|a)*$', '((a*)*)*b', '(?=(a+)+$)b', '(?<=b(a+)+!)c', '(a{0,9}){0,9}$'])(
    '%s runs out of steps instead of time',
    (pattern) => {
      expect(() => replace(pattern, `${'a'.repeat(3_000)}!c`)).toThrow(StepsExhausted);
    },
  );
});

/** Patterns that mean the same in .NET and JavaScript; what is repeated without end never matches the empty text. */
const { pattern } = fc.letrec<{ pattern: string; solid: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '\\.', '(?:a|bc)', '(b|a)') },
    { weight: 1, arbitrary: fc.constantFrom('\\b', '^', '(?=a)', '(?!b)', '(?<=a)', '(?<!ab)') },
  ),
  solid: fc.tuple(fc.constantFrom('a', 'b', '[bc]'), tie('pattern')).map(([first, rest]) => `(?:${first}${rest})`),
  pattern: fc
    .array(
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('atom'),
        fc
          .tuple(
            fc.constantFrom('a', 'b', '.', '[ab]'),
            fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '*?', '+?', '??'),
          )
          .map(([unit, times]) => unit + times),
        fc
          .tuple(tie('solid'), fc.constantFrom('*', '+', '?', '{0,2}', '*?', '{2,}?'))
          .map(([body, times]) => body + times),
        fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => parts.join('')),
}));

test('what both dialects share is matched as JavaScript matches it', () => {
  fc.assert(
    fc.property(pattern, fc.stringMatching(/^[abc1.]{0,12}$/), (written, text) => {
      const expected = text.replace(new RegExp(written, 'g'), (match) => `<${match}>`);
      expect(replace(written, text, '<$&>')).toBe(expected);
    }),
    { numRuns: 3_000 },
  );
});
