/** A whole document of JSON to be edited, and two of them compared. Both are chunks of their own, because they are large. */
import { lazy, Suspense, type ComponentProps } from 'react';
import { Loading } from '../../../ui/loading.tsx';

const Code = lazy(async () => ({ default: (await import('./json-code.tsx')).JsonCode }));
const Difference = lazy(async () => ({ default: (await import('./json-difference.tsx')).JsonDifference }));

export function JsonEditor(props: ComponentProps<typeof Code>) {
  return (
    <Suspense fallback={<Loading />}>
      <Code {...props} />
    </Suspense>
  );
}

export function JsonDiff(props: ComponentProps<typeof Difference>) {
  return (
    <Suspense fallback={<Loading />}>
      <Difference {...props} />
    </Suspense>
  );
}
