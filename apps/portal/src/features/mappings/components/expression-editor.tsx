/**
 * Where expressions are written, with help: colours, completion of functions and attributes, what is wrong and where. The
 * editor itself is a chunk of its own, because it is large.
 */
import { lazy, Suspense } from 'react';
import { Loading } from '../../../ui/loading.tsx';
import type { ExpressionEditorProps } from './editor-props.ts';

const Code = lazy(() => import('./expression-code.tsx').then(({ ExpressionCode }) => ({ default: ExpressionCode })));

export function ExpressionEditor(props: ExpressionEditorProps) {
  return (
    <Suspense fallback={<Loading />}>
      <Code {...props} />
    </Suspense>
  );
}
