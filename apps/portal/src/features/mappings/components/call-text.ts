/** From what is filled in for each parameter to the text of a call. */
import type { FunctionSchema } from '@drawbridge/expressions';

/** By name of the parameter; several where it may be repeated. */
export type GivenArguments = Readonly<Record<string, readonly string[]>>;

/** Written as it stands: an attribute, a text in quotes, a number, a call, a comparison. Everything else is a text. */
const code = /^(\[[\s\S]*\]|"[\s\S]*"|-?\d+|&[Hh][0-9A-Fa-f]+|vb(Text|Binary)Compare|[A-Za-z_]\w*\([\s\S]*\))$/;

function argumentOf(given: string, type: string): string {
  const text = given.trim();
  if (text === '') return '';
  return type === 'Boolean' || code.test(text) ? text : `"${given.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Parameters left out are blank; none are at the end. */
export function callText({ name, parameters }: FunctionSchema, given: GivenArguments): string {
  const written = parameters.flatMap((parameter) => {
    const values = (given[parameter.name] ?? ['']).map((value) => argumentOf(value, parameter.type));
    return parameter.allowMultipleOccurrences ? values.filter((value) => value !== '') : values;
  });
  while (written.at(-1) === '') written.pop();
  return `${name}(${written.join(', ')})`;
}

export const missingParameters = ({ parameters }: FunctionSchema, given: GivenArguments): readonly string[] =>
  parameters
    .filter(({ name, required }) => required && (given[name] ?? []).every((value) => value.trim() === ''))
    .map(({ name }) => name);
