/**
 * Replace in its five modes, chosen by which arguments are written. Regular expressions are .NET's and run with a limit
 * on their steps (regex/match.ts).
 */
import { constantOf, type Call } from '../call.ts';
import { optional, required, type BoundArguments, type FunctionDefinition } from '../function-definition.ts';
import { StepsExhausted } from '../regex/match.ts';
import { Regex, Replacement, ResultTooLong } from '../regex/replace.ts';
import { PatternProblem } from '../regex/syntax.ts';
import { maxTextLength, type Evaluate, type Scope } from '../value.ts';

const source = 'source';
const find = 'Find';
const pattern = 'RegularExpression';
const groupName = 'RegularExpressionGroupName';
const replacement = 'Replacement';
const otherAttribute = 'ReplacementPropertyName';
const template = 'Template';

const modes: readonly { readonly given: readonly string[]; readonly build: (call: Call) => Evaluate }[] = [
  { given: [find, replacement], build: replaceText },
  { given: [find, template], build: fillTemplate },
  { given: [pattern, replacement], build: replacePattern },
  { given: [pattern, groupName, replacement], build: replaceGroup },
  { given: [pattern, groupName, otherAttribute], build: takeGroupOfOther },
];

export const replaceFunction: FunctionDefinition = {
  name: 'Replace',
  parameters: [
    required(source),
    ...[find, pattern, groupName, replacement, otherAttribute, template].map((name) => optional(name)),
  ],
  check: (bound) => {
    if (!modeOf((parameter) => isWritten(bound, parameter))) {
      return `Replace needs ${modes.map(({ given }) => given.join(' + ')).join(', or ')}, and no other of these arguments`;
    }
    const constant = (parameter: string): string | undefined => constantOf(bound.get(parameter)?.[0]);
    if (constant(find) === '') return 'Replace cannot find an empty text; leave Find blank to use a regular expression';
    return problemWithPattern(constant(pattern), constant(groupName));
  },
  build: (call) => {
    const mode = modeOf((parameter) => call.has(parameter));
    return mode ? mode.build(call) : call.fail(source, 'no mode of Replace has these arguments');
  },
};

function isWritten(bound: BoundArguments, parameter: string): boolean {
  return (bound.get(parameter)?.[0]?.kind ?? 'empty') !== 'empty';
}

/** The mode whose arguments are exactly those given. */
function modeOf(has: (parameter: string) => boolean): (typeof modes)[number] | undefined {
  const given = [find, pattern, groupName, replacement, otherAttribute, template].filter(has);
  return modes.find((mode) => mode.given.length === given.length && given.every((name) => mode.given.includes(name)));
}

function problemWithPattern(text: string | undefined, group: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const regex = new Regex(text);
    return group === undefined || regex.hasGroup(group)
      ? undefined
      : `Replace: the regular expression has no group ${group}`;
  } catch (thrown) {
    if (thrown instanceof PatternProblem) return `Replace: ${thrown.message}`;
    throw thrown;
  }
}

/** Mode 1: every Find in the source becomes Replacement. */
function replaceText(call: Call): Evaluate {
  const [text, wanted, substitute] = [call.text(source), call.text(find), call.text(replacement)];
  return (scope) => {
    const value = text(scope);
    const part = wanted(scope);
    return value === undefined || !part ? value : replaceAll(call, value, part, substitute(scope) ?? '');
  };
}

/** Mode 2: every Find in the template becomes the source. */
function fillTemplate(call: Call): Evaluate {
  const [text, wanted, form] = [call.text(source), call.text(find), call.text(template)];
  return (scope) => {
    const value = text(scope);
    if (value === undefined) return undefined;
    const part = wanted(scope);
    const whole = form(scope);
    return part && whole !== undefined ? replaceAll(call, whole, part, value) : whole;
  };
}

/** Through split, because the replacement must not be read as a pattern, and its length is known before it is made. */
function replaceAll(call: Call, text: string, part: string, substitute: string): string {
  const pieces = text.split(part);
  const length = text.length + (pieces.length - 1) * (substitute.length - part.length);
  return length > maxTextLength ? call.failTooLong(source) : pieces.join(substitute);
}

/** Mode 3: every match becomes Replacement, in which $1 and ${name} stand for groups. */
function replacePattern(call: Call): Evaluate {
  const [text, regex] = [call.text(source), regexOf(call)];
  const replacementOf = cached(call.text(replacement), (written) => new Replacement(written ?? ''));
  return (scope) => {
    const value = text(scope);
    if (value === undefined) return undefined;
    return limited(call, () => regex(scope).replace(value, replacementOf(scope)));
  };
}

/** Mode 4: in every match, what the group matched becomes Replacement. */
function replaceGroup(call: Call): Evaluate {
  const [text, regex, group] = [call.text(source), regexOf(call), groupOf(call)];
  const substitute = call.text(replacement);
  return (scope) => {
    const value = text(scope);
    if (value === undefined) return undefined;
    const compiled = regex(scope);
    return limited(call, () => compiled.replaceGroup(value, group(scope, compiled), substitute(scope) ?? ''));
  };
}

/** Mode 5: the source if it has a value, else the group of the other attribute. */
function takeGroupOfOther(call: Call): Evaluate {
  const [text, regex, group] = [call.text(source), regexOf(call), groupOf(call)];
  const other = call.text(otherAttribute);
  return (scope) => {
    const value = text(scope);
    if (value) return value;
    const substitute = other(scope);
    if (substitute === undefined) return undefined;
    const compiled = regex(scope);
    return limited(call, () => compiled.group(substitute, group(scope, compiled)));
  };
}

function regexOf(call: Call): (scope: Scope) => Regex {
  return cached(call.text(pattern), (text) => {
    try {
      return new Regex(text ?? '');
    } catch (thrown) {
      if (thrown instanceof PatternProblem) call.fail(pattern, thrown.message, text);
      throw thrown;
    }
  });
}

function groupOf(call: Call): (scope: Scope, regex: Regex) => string {
  const name = call.text(groupName);
  return (scope, regex) => {
    const group = name(scope) ?? '';
    return regex.hasGroup(group) ? group : call.fail(groupName, 'the regular expression has no such group', group);
  };
}

/** Keeps what was made of the last text, which is nearly always the next one too. */
function cached<T>(
  text: (scope: Scope) => string | undefined,
  make: (text: string | undefined) => T,
): (scope: Scope) => T {
  let last: { text: string | undefined; made: T } | undefined;
  return (scope) => {
    const current = text(scope);
    if (last === undefined || last.text !== current) last = { text: current, made: make(current) };
    return last.made;
  };
}

function limited<T>(call: Call, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof ResultTooLong) call.failTooLong(source);
    if (thrown instanceof StepsExhausted) {
      call.fail(pattern, 'it takes too many steps on this value; avoid repeats inside repeats, such as (a+)+');
    }
    throw thrown;
  }
}
