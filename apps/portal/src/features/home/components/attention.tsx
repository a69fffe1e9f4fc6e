/** What needs a person: each with what it is, since when, and the screen that mends it. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { home } from '../../../text/home.ts';
import { RouterButton } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Overview } from '../api/overview.ts';
import { concernsOf, type Concern } from './concerns.ts';

const { attention: text } = home;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 140px 160px',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    paddingBlock: tokens.spacingVerticalS,
    borderBlockStartWidth: '1px',
    borderBlockStartStyle: 'solid',
    borderBlockStartColor: tokens.colorNeutralStroke3,
    '@media (max-width: 700px)': { gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalXS },
  },
  what: { display: 'flex', flexDirection: 'column', minWidth: 0, '& > span': { whiteSpace: 'normal' } },
  detail: {
    color: tokens.colorNeutralForeground2,
    paddingInlineStart: '20px',
    overflow: 'hidden',
    display: '-webkit-box',
    WebkitLineClamp: 2,
    WebkitBoxOrient: 'vertical',
    overflowWrap: 'anywhere',
  },
  since: { color: tokens.colorNeutralForeground2 },
  none: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
});

export function Attention({ overview }: { overview: Overview }) {
  const styles = useStyles();
  const concerns = concernsOf(overview);
  return (
    <Section title={text.title}>
      {concerns.length === 0 ? (
        <div className={styles.none}>
          <StatusBadge tone="success">{text.none}</StatusBadge>
          <Text className={styles.since}>{text.noneBody}</Text>
        </div>
      ) : (
        <ul className={styles.list}>
          {concerns.map((concern) => (
            <ConcernRow key={concern.key} concern={concern} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ConcernRow({ concern }: { concern: Concern }) {
  const styles = useStyles();
  const { tone, what, detail, since, action, to, params, search } = concern;
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        <StatusBadge tone={tone}>{what}</StatusBadge>
        {detail && (
          <Text size={200} className={styles.detail} title={detail}>
            {detail}
          </Text>
        )}
      </div>
      <span className={styles.since}>{since && <Time iso={since} />}</span>
      <div>
        <RouterButton to={to} params={params as never} search={search as never} size="small">
          {action}
        </RouterButton>
      </div>
    </li>
  );
}
