/** What the language itself says about a text: the first thing that is wrong with it, and where one is in it. */
import { testExpression, tokensOf, type ShownToken } from '@drawbridge/expressions';
import { now } from '../../../lib/clock.ts';

export type ExpressionProblem = { readonly message: string; readonly from: number; readonly to: number };

/** Undefined: the engine takes it. An empty text is not judged; whoever asks for one says that it is missing. */
export function problemOf(text: string): ExpressionProblem | undefined {
  if (text.trim() === '') return undefined;
  const { error } = testExpression(text, undefined, { now: now() });
  if (!error) return undefined;
  const at = typeof error.details['position'] === 'number' ? Math.min(error.details['position'], text.length) : 0;
  const token = tokensOf(text).find(({ position, end }) => position <= at && at < end);
  const from = token?.position ?? Math.max(0, Math.min(at, text.length - 1));
  return { message: error.message, from, to: Math.min(token?.end ?? from + 1, text.length) };
}

/** Names of the attributes that a text uses, in order, each once. */
export const attributesIn = (text: string): readonly string[] => [
  ...new Set(attributeTokens(text).map((token) => token.text)),
];

export const attributeTokens = (text: string): readonly ShownToken[] =>
  tokensOf(text).filter(({ kind, text: name }) => kind === 'attribute' && name !== '');

export type Call = { readonly name: string; /** Counted from 0. */ readonly argument: number };

/** The innermost call around a place, or the function whose name stands there. */
export function callAt(text: string, place: number): Call | undefined {
  const open: { name: string; argument: number }[] = [];
  let before: ShownToken | undefined;
  for (const token of tokensOf(text)) {
    if (token.kind === 'name' && token.position <= place && place <= token.end)
      return { name: token.text, argument: -1 };
    if (token.position >= place) break;
    if (token.kind === '(') open.push({ name: before?.kind === 'name' ? before.text : '', argument: 0 });
    if (token.kind === ')') open.pop();
    const innermost = open.at(-1);
    if (token.kind === ',' && innermost) innermost.argument += 1;
    before = token;
  }
  return open.at(-1);
}
