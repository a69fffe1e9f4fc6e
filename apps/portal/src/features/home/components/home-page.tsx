/** Home: what needs a person, what happened lately, and on an empty installation the way to the first application. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular, TaskListLtrRegular } from '@fluentui/react-icons';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { permissionsQuery, useCan } from '../../../lib/permissions.ts';
import { phrases } from '../../../text/phrases.ts';
import { home as text } from '../../../text/home.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { mayRead, overviewQuery, type Overview } from '../api/overview.ts';
import { Activity } from './activity.tsx';
import { Attention } from './attention.tsx';
import { Deprovisioning } from './deprovisioning.tsx';
import { useHiddenSetUp } from './hidden-set-up.ts';
import { SetUpSteps } from './set-up-steps.tsx';
import { isAllDone, stepsOf } from './set-up.ts';

const route = getRouteApi(paths.home);

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '1600px' },
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
    '@media (max-width: 1200px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
});

export function HomePage() {
  const { data: mine } = useSuspenseQuery(permissionsQuery);
  const seesSomething = useCan().any(...mayRead) || mine.ownedServicePrincipalIds.length > 0;
  if (seesSomething) return <Home />;
  return (
    <Page title={text.title}>
      <EmptyState {...text.nothingToSee} />
    </Page>
  );
}

function Home() {
  const navigate = useNavigate({ from: paths.home });
  const query = useQuery(overviewQuery);
  const { steps } = route.useSearch();
  const { isHidden, hide } = useHiddenSetUp();
  const isDone = query.data !== undefined && isAllDone(query.data.setUp);
  const showsSteps = query.data !== undefined && (steps === 'shown' || !isDone || !isHidden);
  const show = (which: 'shown' | undefined): void => void navigate({ search: { steps: which } });
  return (
    <Page
      title={text.title}
      description={text.description}
      commands={[
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void query.refetch(),
        },
        ...(showsSteps
          ? []
          : [{ key: 'steps', label: text.setUp.show, icon: <TaskListLtrRegular />, onClick: () => show('shown') }]),
      ]}
    >
      <QueryState query={query}>
        {(overview) => (
          <Body
            overview={overview}
            showsSteps={showsSteps}
            onHide={
              isDone
                ? () => {
                    hide();
                    show(undefined);
                  }
                : undefined
            }
          />
        )}
      </QueryState>
    </Page>
  );
}

type BodyProps = {
  readonly overview: Overview;
  readonly showsSteps: boolean;
  readonly onHide: (() => void) | undefined;
};

function Body({ overview, showsSteps, onHide }: BodyProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {showsSteps && <SetUpSteps steps={stepsOf(overview.setUp)} onHide={onHide} />}
      <Attention overview={overview} />
      <div className={styles.columns}>
        <Activity activity={overview.activity} />
        <Deprovisioning latencies={overview.deprovisioning} />
      </div>
    </div>
  );
}
