/** Two documents of JSON in one column: what went is red, what came is green, what stayed is folded away. */
import { json } from '@codemirror/lang-json';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeLook } from './code-look.ts';

type JsonDifferenceProps = { readonly label: string; readonly before: string; readonly after: string };

const height = EditorView.theme({ '&': { maxHeight: '56vh' } });

export function JsonDifference({ label, before, after }: JsonDifferenceProps) {
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!parent.current) return undefined;
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          ...codeLook(),
          height,
          lineNumbers(),
          json(),
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          unifiedMergeView({
            original: before,
            mergeControls: false,
            gutter: true,
            collapseUnchanged: { margin: 2, minSize: 6 },
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, label]);
  return <div ref={parent} />;
}
