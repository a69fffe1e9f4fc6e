/** What the mapping page hands to the editor of filters, which owns nothing but what is typed. */
import type { ObjectMapping, ScopeFilter, SynchronizationSchema } from '@drawbridge/contract';

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
