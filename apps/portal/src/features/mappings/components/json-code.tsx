/** An editor of JSON: folding, search, and what is wrong marked where it is. */
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { linter, lintGutter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { codeLook } from './code-look.ts';

type JsonCodeProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly isReadOnly?: boolean;
};

const height = EditorView.theme({ '&': { height: 'max(320px, calc(100vh - 400px))' } });

export function JsonCode({ label, value, onChange, isReadOnly = false }: JsonCodeProps) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;

  useEffect(() => {
    if (!parent.current) return undefined;
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          ...codeLook(),
          height,
          basicSetup,
          json(),
          linter(jsonParseLinter()),
          lintGutter(),
          EditorState.readOnly.of(isReadOnly),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
    // Made once: what changes later is handed to it below.
  }, []);

  useEffect(() => {
    const editor = view.current;
    const written = editor?.state.doc.toString();
    if (editor && written !== value) editor.dispatch({ changes: { from: 0, to: written?.length ?? 0, insert: value } });
  }, [value]);

  return <div ref={parent} />;
}
