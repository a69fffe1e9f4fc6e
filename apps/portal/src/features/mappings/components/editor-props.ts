/** What the mapping page hands to the editors of filters and expressions; they own nothing but what is typed. */
import type { ObjectMapping, ScopeFilter, SynchronizationSchema } from '@drawbridge/contract';
import type { FunctionSchema } from '@drawbridge/expressions';

/**
 * `ScopeEditor` (scope-editor.tsx) stands in a wide SidePane, which has the title, OK and Cancel: the editor has neither.
 * `onChange` at every edit, also while what is typed is not complete; what is missing is said beside it.
 */
export type ScopeEditorProps = {
  readonly schema: SynchronizationSchema;
  readonly mapping: ObjectMapping;
  readonly servicePrincipalId: string;
  readonly jobId: string;
  readonly value: ScopeFilter;
  readonly onChange: (value: ScopeFilter) => void;
};

export type Insertion = { readonly text: string };

/** `ExpressionEditor` (expression-editor.tsx): a few lines of code, within a form. Its label stands above it. */
export type ExpressionEditorProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Names of source attributes, to be offered. */
  readonly attributes: readonly string[];
  readonly functions: readonly FunctionSchema[];
  /** What a screen reader calls it. */
  readonly label: string;
  /** Another one than before is put to the place of the cursor. */
  readonly insertion?: Insertion | undefined;
};
