/** Whom a mapping reads: its scoping filters, in a pane. OK puts them into the draft of the page. */
import type { ObjectMapping, ScopeFilter } from '@drawbridge/contract';
import { Button, Text } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { phrases } from '../../../text/phrases.ts';
import { mappings } from '../../../text/mappings.ts';
import { Loading } from '../../../ui/loading.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import type { Mapped } from './mapped-page.tsx';
import { isSame } from './schema-access.ts';
import { hasFilters, isCompleteScope } from './scope-problems.ts';

const { scope: words } = mappings;
const ScopeEditor = lazy(async () => ({ default: (await import('./scope-editor.tsx')).ScopeEditor }));

type ScopePaneProps = {
  readonly mapped: Mapped;
  readonly mapping: ObjectMapping;
  readonly onApply: (scope: ScopeFilter | null) => void;
  readonly onClose: () => void;
};

export function ScopePane({ mapped, mapping, onApply, onClose }: ScopePaneProps) {
  const { job, schema, refused } = mapped;
  const before = mapping.scope ?? null;
  const [value, setValue] = useState<ScopeFilter>(before ?? {});
  const isComplete = isCompleteScope(value);
  const apply = (): void => {
    const after = before === null && !hasFilters(value) ? null : value;
    if (!isSame(after, before)) onApply(after);
    onClose();
  };
  return (
    <SidePane
      title={words.title}
      wide
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabled={!isComplete || refused !== undefined} onClick={apply}>
            {phrases.ok}
          </Button>
          <Button onClick={onClose}>{phrases.cancel}</Button>
          {!isComplete && <Text role="status">{words.incomplete}</Text>}
        </>
      }
    >
      <Suspense fallback={<Loading />}>
        <ScopeEditor {...job} schema={schema} mapping={mapping} value={value} onChange={setValue} />
      </Suspense>
    </SidePane>
  );
}
