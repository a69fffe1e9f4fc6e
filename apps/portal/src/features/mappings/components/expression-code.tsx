/** The editor of expressions: CodeMirror with the language of attribute mappings. */
import { EditorState, Compartment } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Label, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ErrorCircleRegular } from '@fluentui/react-icons';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { expressions } from '../../../text/expressions.ts';
import type { ExpressionEditorProps } from './editor-props.ts';
import { expressionLanguage, editing } from './expression-language.ts';
import { callAt, problemOf } from './expression-problem.ts';
import { FunctionHelpLine } from './function-help-line.tsx';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: 0 },
  problem: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorStatusDangerForeground1,
    '& svg': { flexShrink: 0, marginBlockStart: '2px' },
  },
});

export function ExpressionCode(props: ExpressionEditorProps) {
  const { value, onChange, attributes, functions, label, insertion } = props;
  const styles = useStyles();
  const id = useId();
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;
  const [position, setPosition] = useState(0);
  const vocabulary = useMemo(() => new Compartment(), []);
  const problem = problemOf(value);

  useEffect(() => {
    if (!parent.current) return undefined;
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          editing(),
          vocabulary.of(expressionLanguage({ attributes, functions })),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
            if (update.docChanged || update.selectionSet) setPosition(update.state.selection.main.head);
          }),
          EditorView.contentAttributes.of({
            'aria-labelledby': `${id}label`,
            'aria-describedby': `${id}problem ${id}help`,
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
    // Made once: what changes later is handed to it by the effects below.
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: vocabulary.reconfigure(expressionLanguage({ attributes, functions })) });
  }, [attributes, functions, vocabulary]);

  useEffect(() => {
    const editor = view.current;
    const written = editor?.state.doc.toString();
    if (editor && written !== value) editor.dispatch({ changes: { from: 0, to: written?.length ?? 0, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !insertion) return;
    editor.dispatch(editor.state.replaceSelection(insertion.text));
    editor.focus();
  }, [insertion]);

  useEffect(() => {
    view.current?.contentDOM.setAttribute('aria-invalid', String(problem !== undefined));
  }, [problem]);

  return (
    <div className={styles.root}>
      <Label id={`${id}label`} onClick={() => view.current?.focus()}>
        {label}
      </Label>
      <div ref={parent} />
      <div id={`${id}problem`} role="status">
        {problem && (
          <Text size={200} className={styles.problem}>
            <ErrorCircleRegular aria-label={expressions.editor.problem} />
            {problem.message}
          </Text>
        )}
      </div>
      <div id={`${id}help`}>
        <FunctionHelpLine call={callAt(value, position)} functions={functions} />
      </div>
    </div>
  );
}
