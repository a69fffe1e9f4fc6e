/** What went wrong, in the service's words, with what one needs to look it up. */
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from '@fluentui/react-components';
import { GraphProblem } from '../lib/graph.ts';
import { phrases } from '../text/phrases.ts';
import { Copyable } from './copyable.tsx';

const useStyles = makeStyles({
  root: { marginBlock: tokens.spacingVerticalS },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalL,
    color: tokens.colorNeutralForeground2,
  },
});

type ProblemProps = { readonly error: unknown; readonly title?: string; readonly onRetry?: () => void };

export function Problem({ error, title = phrases.problem.title, onRetry }: ProblemProps) {
  const styles = useStyles();
  const problem = error instanceof GraphProblem ? error : undefined;
  return (
    <MessageBar intent="error" layout="multiline" className={styles.root} role="alert">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        <div>{error instanceof Error ? error.message : String(error)}</div>
        {problem && problem.details.length > 0 && (
          <ul className={styles.list}>
            {problem.details.map((detail, index) => (
              <li key={index}>{[detail.target, detail.message].filter(Boolean).join(': ')}</li>
            ))}
          </ul>
        )}
        {problem?.requestId !== undefined && (
          <div className={styles.facts}>
            <span>
              {phrases.problem.code}: {problem.reason ?? problem.code}
            </span>
            <span>
              {phrases.problem.requestId}: <Copyable value={problem.requestId} what={phrases.problem.requestId} />
            </span>
          </div>
        )}
      </MessageBarBody>
      {onRetry && (
        <MessageBarActions>
          <Button onClick={onRetry}>{phrases.tryAgain}</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
