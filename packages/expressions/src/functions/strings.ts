/**
 * Functions that take text apart and put it together. Unless said otherwise an absent source gives an absent result.
 * Positions count UTF-16 units, as .NET does, but a cut never splits a surrogate pair.
 */
import { optional, repeated, required, type FunctionDefinition } from '../function-definition.ts';
import { isAbsentOrEmpty, type Evaluate } from '../value.ts';
import { lower } from './letter-case.ts';

const append: FunctionDefinition = {
  name: 'Append',
  parameters: [required('source'), required('suffix')],
  build: (call) => {
    const [source, suffix] = [call.text('source'), call.text('suffix')];
    return (scope) => {
      const text = source(scope);
      return text === undefined ? undefined : text + (suffix(scope) ?? '');
    };
  },
};

const prepend: FunctionDefinition = {
  name: 'Prepend',
  parameters: [required('prefix'), required('source')],
  build: (call) => {
    const [prefix, source] = [call.text('prefix'), call.text('source')];
    return (scope) => {
      const text = source(scope);
      return text === undefined ? undefined : (prefix(scope) ?? '') + text;
    };
  },
};

/** Empty sources are skipped with their separator; when nothing is left the result is absent. */
const join: FunctionDefinition = {
  name: 'Join',
  parameters: [required('separator'), repeated('source', true)],
  build: (call) => {
    const separator = call.text('separator');
    const sources = call.all('source');
    return (scope) => {
      const between = separator(scope) ?? '';
      let joined = '';
      for (const source of sources) {
        const value = source(scope);
        if (value === undefined) continue;
        for (const text of typeof value === 'string' ? [value] : value) {
          if (text !== '') joined += joined === '' ? text : between + text;
        }
      }
      return joined === '' ? undefined : joined;
    };
  },
};

const left: FunctionDefinition = {
  name: 'Left',
  parameters: [required('String'), required('NumChars', 'Integer')],
  build: (call) => {
    const [source, count] = [call.text('String'), call.requiredInteger('NumChars')];
    return (scope) => {
      const text = source(scope);
      if (text === undefined) return '';
      const length = count(scope);
      return length < 0 ? text : cut(text, 0, length);
    };
  },
};

const mid: FunctionDefinition = {
  name: 'Mid',
  parameters: [required('source'), required('start', 'Integer'), required('length', 'Integer')],
  build: (call) => {
    const [source, start, length] = [
      call.text('source'),
      call.requiredInteger('start'),
      call.requiredInteger('length'),
    ];
    return (scope) => {
      const text = source(scope);
      if (text === undefined) return undefined;
      const first = start(scope);
      const count = length(scope);
      if (first < 1) call.fail('start', 'it must be 1 or more', String(first));
      if (count < 0) call.fail('length', 'it must be 0 or more', String(count));
      return cut(text, first - 1, first - 1 + count);
    };
  },
};

/** The part between two offsets, without the halves of pairs that would be cut. */
function cut(text: string, start: number, end: number): string {
  const from = splitsPair(text, start) ? start + 1 : start;
  return text.slice(from, splitsPair(text, end) ? end - 1 : end);
}

function splitsPair(text: string, offset: number): boolean {
  return offset > 0 && offset < text.length && (text.codePointAt(offset - 1) ?? 0) > 0xffff;
}

/** Removes U+0020 and no other blank. */
const stripSpaces: FunctionDefinition = {
  name: 'StripSpaces',
  parameters: [required('source')],
  build: (call) => {
    const source = call.text('source');
    return (scope) => source(scope)?.replaceAll(' ', '');
  },
};

/** Each character of Delimiters separates; empty words do not count. Out of range is "". */
const word: FunctionDefinition = {
  name: 'Word',
  parameters: [required('String'), required('WordNumber', 'Integer'), required('Delimiters')],
  build: (call) => {
    const [source, wanted] = [call.text('String'), call.requiredInteger('WordNumber')];
    const delimiters = call.text('Delimiters');
    return (scope) => {
      const text = source(scope);
      if (text === undefined) return '';
      return wordsOf(text, new Set(delimiters(scope)))[wanted(scope) - 1] ?? '';
    };
  },
};

function wordsOf(text: string, delimiters: ReadonlySet<string>): string[] {
  const words = [''];
  for (const character of text) {
    if (delimiters.has(character)) words.push('');
    else words[words.length - 1] += character;
  }
  return words.filter((found) => found !== '');
}

/** Items are trimmed and stay in their places, so an empty one between two delimiters is kept. */
const split: FunctionDefinition = {
  name: 'Split',
  parameters: [required('source'), optional('delimiter')],
  build: (call) => {
    const [source, delimiter] = [call.text('source'), call.text('delimiter')];
    return (scope) => {
      const text = source(scope);
      if (text === undefined || text === '') return undefined;
      return text.split(delimiter(scope) || ',').map((item) => item.trim());
    };
  },
};

const inStr: FunctionDefinition = {
  name: 'InStr',
  parameters: [required('value1'), required('value2'), optional('start', 'Integer'), optional('compareType')],
  build: (call) => {
    const [value1, value2] = [call.text('value1'), call.text('value2')];
    const [start, compareType] = [call.integer('start'), call.text('compareType')];
    return (scope) => {
      const [text, wanted] = [value1(scope), value2(scope)];
      const from = start(scope) ?? 1;
      if (from < 1) call.fail('start', 'it must be 1 or more', String(from));
      const comparison = compareType(scope) ?? 'vbBinaryCompare';
      if (text === undefined || wanted === undefined || from > text.length + 1) return '0';
      if (comparison === 'vbBinaryCompare') return String(text.indexOf(wanted, from - 1) + 1);
      if (comparison === 'vbTextCompare') return String(lower(text).indexOf(lower(wanted), from - 1) + 1);
      return call.fail('compareType', 'it must be vbTextCompare or vbBinaryCompare', comparison);
    };
  },
};

const cStr: FunctionDefinition = {
  name: 'CStr',
  parameters: [required('expression')],
  build: (call) => call.text('expression'),
};

/** The value flows; every log shows `[Redact]` instead. */
const redact: FunctionDefinition = {
  name: 'Redact',
  parameters: [required('value')],
  isRedacting: true,
  build: (call) => call.value('value'),
};

const defaultDomain: FunctionDefinition = {
  name: 'DefaultDomain',
  parameters: [],
  build: () => (scope) => scope.context.defaultDomain,
};

/** Leaves the attribute out of this export, also when nested, as soon as it is evaluated to nothing. */
const ignoreFlowIfNullOrEmpty: FunctionDefinition = {
  name: 'IgnoreFlowIfNullOrEmpty',
  parameters: [required('expression')],
  build: (call): Evaluate => {
    const expression = call.value('expression');
    return (scope) => {
      const value = expression(scope);
      if (isAbsentOrEmpty(value)) scope.ignored = true;
      return value;
    };
  },
};

export const stringFunctions = [
  append,
  prepend,
  join,
  left,
  mid,
  stripSpaces,
  word,
  split,
  inStr,
  cStr,
  redact,
  defaultDomain,
  ignoreFlowIfNullOrEmpty,
];
