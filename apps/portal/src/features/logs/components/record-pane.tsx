/** One record of a log at the right, in tabs, with the way to the records beside it. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronUpRegular } from '@fluentui/react-icons';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { GraphProblem } from '../../../lib/graph.ts';
import { logs } from '../../../text/logs.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import type { OpenRecord } from './log-screen.tsx';

const useStyles = makeStyles({
  beside: {
    display: 'flex',
    gap: tokens.spacingHorizontalXS,
    marginBlockEnd: tokens.spacingVerticalXS,
    flexWrap: 'wrap',
  },
});

type RecordPaneProps<Record, Tab extends string> = Omit<OpenRecord, 'id'> & {
  readonly title: string;
  readonly query: UseQueryResult<Record>;
  readonly tabs: readonly { readonly key: Tab; readonly label: string }[];
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly children: (record: Record) => ReactNode;
};

export function RecordPane<Record, Tab extends string>(props: RecordPaneProps<Record, Tab>) {
  const { title, query, tabs, tab, onTab, onPrevious, onNext, onClose, children } = props;
  const styles = useStyles();
  return (
    <SidePane title={title} wide onClose={onClose}>
      <div className={styles.beside}>
        <Button
          size="small"
          appearance="subtle"
          icon={<ChevronUpRegular />}
          disabledFocusable={!onPrevious}
          onClick={onPrevious}
        >
          {logs.details.previous}
        </Button>
        <Button
          size="small"
          appearance="subtle"
          icon={<ChevronDownRegular />}
          disabledFocusable={!onNext}
          onClick={onNext}
        >
          {logs.details.next}
        </Button>
      </div>
      {isGone(query.error) ? (
        <EmptyState title={query.error.message} body={logs.details.gone} />
      ) : (
        <QueryState query={query}>
          {(record) => (
            <PageTabs label={title} tabs={tabs} selected={tab} onSelect={onTab}>
              {children(record)}
            </PageTabs>
          )}
        </QueryState>
      )}
    </SidePane>
  );
}

const notFound = 404;
const isGone = (problem: unknown): problem is GraphProblem =>
  problem instanceof GraphProblem && problem.status === notFound;
