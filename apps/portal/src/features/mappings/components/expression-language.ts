/** CodeMirror's part of expressions: colours, completion, errors in place, help under the pointer. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { bracketMatching } from '@codemirror/language';
import { linter, type Diagnostic } from '@codemirror/lint';
import type { Extension, Range } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  hoverTooltip,
  keymap,
  placeholder,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import { tokensOf, type FunctionSchema, type ShownToken } from '@drawbridge/expressions';
import { minimalSetup } from 'codemirror';
import { expressions } from '../../../text/expressions.ts';
import { functionHelp } from '../../../text/functions.ts';
import { attributeTokens, problemOf } from './expression-problem.ts';
import { expressionTheme } from './expression-theme.ts';
import { signatureOf } from './function-help-line.tsx';

export type Vocabulary = { readonly attributes: readonly string[]; readonly functions: readonly FunctionSchema[] };

/** What every expression is edited with. Tab is not bound, so that it leaves the editor. */
export function editing(): Extension {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
  return [
    EditorView.cspNonce.of(nonce),
    minimalSetup,
    EditorView.lineWrapping,
    bracketMatching(),
    closeBrackets(),
    keymap.of(closeBracketsKeymap),
    placeholder(expressions.editor.placeholder),
    colours,
    expressionTheme,
  ];
}

export const expressionLanguage = (vocabulary: Vocabulary): Extension => [
  autocompletion({ override: [completionOf(vocabulary)], icons: false }),
  linter((view) => diagnosticsOf(view.state.doc.toString(), vocabulary.attributes), { delay: 150 }),
  helpUnderPointer(vocabulary.functions),
];

const classes: Partial<Record<ShownToken['kind'], Decoration>> = {
  name: Decoration.mark({ class: 'cm-expression-function' }),
  attribute: Decoration.mark({ class: 'cm-expression-attribute' }),
  string: Decoration.mark({ class: 'cm-expression-string' }),
  number: Decoration.mark({ class: 'cm-expression-number' }),
  operator: Decoration.mark({ class: 'cm-expression-operator' }),
};

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = coloured(view);
    }
    update(update: ViewUpdate): void {
      if (update.docChanged) this.decorations = coloured(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function coloured(view: EditorView): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const { kind, position, end } of tokensOf(view.state.doc.toString())) {
    const mark = classes[kind];
    if (mark) ranges.push(mark.range(position, end));
  }
  return Decoration.set(ranges);
}

function completionOf({ attributes, functions }: Vocabulary) {
  const functionOptions = functions.map((schema): Completion => ({
    label: schema.name,
    detail: signatureOf(schema).slice(schema.name.length),
    info: functionHelp[schema.name]?.does ?? '',
    apply: (view, _completion, from, to) => {
      const insert = `${schema.name}()`;
      const anchor = from + insert.length - (schema.parameters.length === 0 ? 0 : 1);
      view.dispatch({ changes: { from, to, insert }, selection: { anchor } });
    },
  }));
  const attributeOptions = attributes.map((name): Completion => ({ label: `[${name}]`, apply: applyAttribute(name) }));
  return (context: CompletionContext): CompletionResult | null => {
    const inBrackets = context.matchBefore(/\[[^[\]]*$/);
    if (inBrackets) return { from: inBrackets.from, options: attributeOptions, validFor: /^\[[^[\]]*$/ };
    if (isInText(context)) return null;
    const word = context.matchBefore(/[A-Za-z_][A-Za-z0-9_]*$/);
    if (!word && !context.explicit) return null;
    return {
      from: word?.from ?? context.pos,
      options: [...functionOptions, ...attributeOptions],
      validFor: /^[A-Za-z0-9_]*$/,
    };
  };
}

/** The closing bracket that is there already is not written twice. */
const applyAttribute =
  (name: string) =>
  (view: EditorView, _completion: Completion, from: number, to: number): void => {
    const isClosed = view.state.sliceDoc(to, to + 1) === ']';
    const insert = `[${name}]`;
    view.dispatch({
      changes: { from, to: isClosed ? to + 1 : to, insert },
      selection: { anchor: from + insert.length },
    });
  };

const isInText = (context: CompletionContext): boolean =>
  tokensOf(context.state.doc.toString()).some(
    ({ kind, position, end }) => kind === 'string' && position < context.pos && context.pos < end,
  );

function diagnosticsOf(text: string, attributes: readonly string[]): Diagnostic[] {
  const problem = problemOf(text);
  const found: Diagnostic[] = problem
    ? [{ from: problem.from, to: problem.to, severity: 'error', message: problem.message }]
    : [];
  if (attributes.length === 0) return found;
  const known = new Set(attributes);
  for (const { text: name, position, end } of attributeTokens(text)) {
    if (known.has(name)) continue;
    const message = expressions.editor.unknownAttribute(name);
    found.push({ from: position, to: end, severity: 'warning', message });
  }
  return found;
}

const helpUnderPointer = (functions: readonly FunctionSchema[]): Extension =>
  hoverTooltip((view, place) => {
    const token = tokensOf(view.state.doc.toString()).find(
      ({ kind, position, end }) => kind === 'name' && position <= place && place <= end,
    );
    const schema = functions.find(({ name }) => name === token?.text);
    if (!token || !schema) return null;
    return { pos: token.position, end: token.end, above: true, create: () => ({ dom: helpOf(schema) }) };
  });

function helpOf(schema: FunctionSchema): HTMLElement {
  const help = functionHelp[schema.name];
  const root = document.createElement('div');
  root.className = 'cm-expression-help';
  const add = (tag: string, text: string): void => {
    const child = document.createElement(tag);
    child.textContent = text;
    root.append(child);
  };
  add('code', signatureOf(schema));
  if (help) {
    add('div', help.does);
    add('code', help.example);
  }
  return root;
}
