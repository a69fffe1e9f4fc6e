/** Nobody is signed in, and why. */
import { Button } from '@fluentui/react-components';
import { LockClosedRegular } from '@fluentui/react-icons';
import { switchAccount } from '../lib/session.ts';
import { frame } from '../text/frame.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Problem } from '../ui/problem.tsx';

export function SignInFailed({ problem }: { problem: unknown }) {
  return (
    <main>
      <EmptyState
        icon={<LockClosedRegular />}
        title={frame.signInFailed}
        body={<Problem error={problem} />}
        actions={
          <Button appearance="primary" onClick={() => void switchAccount()}>
            {frame.signInAgain}
          </Button>
        }
      />
    </main>
  );
}
