/** The requests to the application and its answers, one behind the other. */
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  makeStyles,
  shorthands,
  Text,
  tokens,
} from '@fluentui/react-components';
import { showDuration } from '../../../lib/times.ts';
import { onDemand } from '../../../text/on-demand.ts';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { TracedExchange } from '../api/provisioned-entry.ts';

const { trace: words } = onDemand;

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    alignItems: 'center',
    fontFamily: tokens.fontFamilyMonospace,
    textAlign: 'start',
  },
  url: { overflowWrap: 'anywhere' },
  sides: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(340px, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  code: {
    margin: 0,
    padding: tokens.spacingHorizontalS,
    overflow: 'auto',
    maxHeight: '360px',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    backgroundColor: tokens.colorNeutralBackground3,
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
});

export function WireTrace({ exchanges }: { exchanges: readonly TracedExchange[] }) {
  return (
    <Section title={words.title} about={words.body}>
      {exchanges.length === 0 ? (
        <Text>{words.none}</Text>
      ) : (
        <Accordion multiple collapsible>
          {exchanges.map((exchange, index) => (
            <Exchange key={index} exchange={exchange} at={index} />
          ))}
        </Accordion>
      )}
    </Section>
  );
}

function Exchange({ exchange, at }: { exchange: TracedExchange; at: number }) {
  const styles = useStyles();
  const { method, url, status, failure, durationInMilliseconds } = exchange;
  const isGood = status !== null && status < 400;
  const shownUrl = decoded(url);
  return (
    <AccordionItem value={at}>
      <AccordionHeader as="h3" size="small">
        <span className={styles.head}>
          <StatusBadge tone={isGood ? 'success' : 'danger'}>{status ?? words.failure}</StatusBadge>
          <strong>{method}</strong>
          <span className={styles.url}>{shownUrl}</span>
          <span>{showDuration(durationInMilliseconds)}</span>
        </span>
      </AccordionHeader>
      <AccordionPanel>
        {failure !== null && <Text>{failure}</Text>}
        <div className={styles.sides}>
          <Side title={words.request} headers={exchange.requestHeaders} body={exchange.requestBody} />
          <Side title={words.response} headers={exchange.responseHeaders ?? {}} body={exchange.responseBody} />
        </div>
      </AccordionPanel>
    </AccordionItem>
  );
}

type SideProps = {
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

function Side({ title, headers, body }: SideProps) {
  const styles = useStyles();
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <div>
      <Text weight="semibold">{title}</Text>
      <pre className={styles.code} tabIndex={0} aria-label={title}>
        {[...lines, '', body === null || body === '' ? words.noBody : indented(body)].join('\n')}
      </pre>
    </div>
  );
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body; // An answer need not be JSON; then it is shown as it came.
  }
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url; // What cannot be decoded is shown as it was sent.
  }
}
