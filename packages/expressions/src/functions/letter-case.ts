/**
 * ToLower, ToUpper and PCase. Without a culture, case changes character by character as in .NET's invariant culture:
 * what would become longer (ß) stays, and no letter depends on its neighbours (Greek sigma).
 */
import type { Call } from '../call.ts';
import { optional, required, type FunctionDefinition } from '../function-definition.ts';
import type { Evaluate } from '../value.ts';

export const toLowerFunction: FunctionDefinition = {
  name: 'ToLower',
  parameters: [required('source'), optional('culture')],
  build: (call) => changeCase(call, lower, (text, culture) => text.toLocaleLowerCase(culture)),
};

export const toUpperFunction: FunctionDefinition = {
  name: 'ToUpper',
  parameters: [required('source'), optional('culture')],
  build: (call) => changeCase(call, upper, (text, culture) => text.toLocaleUpperCase(culture)),
};

/** Without separators, words end as in .NET's TextInfo.ToTitleCase, except that all-capital words are lowered too. */
export const pCaseFunction: FunctionDefinition = {
  name: 'PCase',
  parameters: [required('source'), optional('wordSeparators')],
  build: (call) => {
    const source = call.text('source');
    const separators = call.text('wordSeparators');
    return (scope) => {
      const text = source(scope);
      if (text === undefined) return undefined;
      const given = separators(scope);
      return given ? titleCaseBetween(text, new Set(given)) : titleCase(text);
    };
  },
};

const nonAscii = /[^\0-\x7f]/;

/** Lower case in the invariant culture. */
export function lower(text: string): string {
  return nonAscii.test(text) ? mapEach(text, (character) => character.toLowerCase()) : text.toLowerCase();
}

/** Upper case in the invariant culture. */
function upper(text: string): string {
  return nonAscii.test(text) ? mapEach(text, (character) => character.toUpperCase()) : text.toUpperCase();
}

function mapEach(text: string, change: (character: string) => string): string {
  let result = '';
  for (const character of text) {
    const changed = change(character);
    result += changed.length === character.length ? changed : character;
  }
  return result;
}

type InCulture = (text: string, culture: string) => string;

function changeCase(call: Call, invariant: (text: string) => string, inCulture: InCulture): Evaluate {
  const source = call.text('source');
  if (!call.has('culture')) {
    return (scope) => {
      const text = source(scope);
      return text === undefined ? undefined : invariant(text);
    };
  }
  const culture = call.text('culture');
  return (scope) => {
    const text = source(scope);
    const name = culture(scope);
    if (text === undefined || !name) return text === undefined ? undefined : invariant(text);
    try {
      return inCulture(text, name);
    } catch (cause) {
      if (cause instanceof RangeError) call.fail('culture', 'it must be the name of a culture, such as "tr-TR"', name);
      throw cause;
    }
  };
}

function titleCaseBetween(text: string, separators: ReadonlySet<string>): string {
  let result = '';
  let atStart = true;
  for (const character of text) {
    result += atStart ? upper(character) : lower(character);
    atStart = separators.has(character);
  }
  return result;
}

const letter = /\p{L}/u;
const wordEnd = /[\p{Z}\p{Cc}\p{Cf}\p{P}\p{S}]/u;

/** A word starts at a letter; an apostrophe inside it does not end it (.NET: "o'neil" becomes "O'neil"). */
function titleCase(text: string): string {
  let result = '';
  let inWord = false;
  for (const character of text) {
    if (inWord) {
      result += lower(character);
      inWord = character === "'" || !wordEnd.test(character);
    } else {
      inWord = letter.test(character);
      result += inWord ? upper(character) : character;
    }
  }
  return result;
}
