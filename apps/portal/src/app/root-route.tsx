/** The outermost route: the frame, and what is drawn when a page is missing or fails. */
import { createRootRoute } from '@tanstack/react-router';
import { paths } from '../lib/paths.ts';
import { phrases } from '../text/phrases.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { RouterButton } from '../ui/router-link.tsx';
import { Frame } from './frame.tsx';

function NotFound() {
  return (
    <Page title={phrases.notFound.title}>
      <EmptyState
        title={phrases.notFound.title}
        body={phrases.notFound.body}
        actions={
          <RouterButton to={paths.home} appearance="primary">
            {phrases.notFound.home}
          </RouterButton>
        }
      />
    </Page>
  );
}

function Failed({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Page title={phrases.problem.title}>
      <Problem error={error} onRetry={reset} />
    </Page>
  );
}

export const rootRoute = createRootRoute({ component: Frame, notFoundComponent: NotFound, errorComponent: Failed });
export { Failed, NotFound };
