/** `$expand=manager($select=id,displayName)`: a relation, and what is wanted of the objects it leads to. */
import { ApiError } from '@drawbridge/base';

export type Expansion = { readonly relation: string; readonly select?: readonly string[] | undefined };

/** Throws REQUEST_INVALID for what cannot be read, QUERY_UNSUPPORTED for options inside other than `$select`. */
export function parseExpand(text: string): readonly Expansion[] {
  return splitOutside(text, ',').map(parseOne);
}

function parseOne(text: string): Expansion {
  const found = /^\s*(?<relation>[A-Za-z]+)\s*(?:\((?<options>.*)\))?\s*$/s.exec(text)?.groups;
  if (!found) {
    throw new ApiError(
      'REQUEST_INVALID',
      `Invalid $expand '${text.slice(0, 128)}': give a relation, as in manager($select=id).`,
    );
  }
  const relation = found['relation']!;
  let select: readonly string[] | undefined;
  for (const option of splitOutside(found['options'] ?? '', ';')) {
    if (option.trim() === '') continue;
    const [name = '', value = ''] = [option.slice(0, option.indexOf('=')), option.slice(option.indexOf('=') + 1)];
    if (name.trim().toLowerCase().replace(/^\$/, '') !== 'select' || value.includes('(')) {
      throw new ApiError(
        'QUERY_UNSUPPORTED',
        `The query option '${option.trim().slice(0, 128)}' is not supported inside $expand; only $select is.`,
      );
    }
    select = value.split(',').map((one) => one.trim());
  }
  return { relation, select };
}

/** At the mark, but not inside parentheses. */
function splitOutside(text: string, mark: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === mark && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts;
}
