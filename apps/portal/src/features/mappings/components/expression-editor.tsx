/**
 * Where expressions are written, with help: colours, completion of functions and attributes, what is wrong and where. The
 * editor itself is a chunk of its own, because it is large.
 */
import type { FunctionSchema } from '@drawbridge/expressions';
import { lazy, Suspense } from 'react';
import { Loading } from '../../../ui/loading.tsx';

export type ExpressionEditorProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Names of source attributes, without brackets. Others may be written, too, and are marked. */
  readonly attributes: readonly string[];
  readonly functions: readonly FunctionSchema[];
  /** What the expression is for; a screen reader reads it. It is shown above the editor. */
  readonly label: string;
};

const Code = lazy(() => import('./expression-code.tsx').then(({ ExpressionCode }) => ({ default: ExpressionCode })));

export function ExpressionEditor(props: ExpressionEditorProps) {
  return (
    <Suspense fallback={<Loading />}>
      <Code {...props} />
    </Suspense>
  );
}
