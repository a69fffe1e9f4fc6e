/** What the application says of its own attributes, and those of them that the list has not yet. */
import type { AttributeDefinition, DirectoryDefinition } from '@drawbridge/contract';
import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { phrases } from '../../../text/phrases.ts';
import { mappings } from '../../../text/mappings.ts';
import { Problem } from '../../../ui/problem.tsx';
import { Section } from '../../../ui/section.tsx';
import { Time } from '../../../ui/time.tsx';
import { discoverQuery } from '../api/discover.ts';
import type { JobOf } from '../api/job.ts';

const { attributes: words } = mappings;

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  time: { color: tokens.colorNeutralForeground2 },
});

type DiscoveredAttributesProps = {
  readonly job: JobOf;
  readonly directory: DirectoryDefinition;
  readonly objectName: string;
  /** In the list by now. */
  readonly known: readonly AttributeDefinition[];
  readonly onAdd: (attributes: readonly AttributeDefinition[], at: string | null | undefined) => void;
};

export function DiscoveredAttributes({ job, directory, objectName, known, onAdd }: DiscoveredAttributesProps) {
  const styles = useStyles();
  const discovery = useQuery(discoverQuery(job, directory.id, true));
  const names = new Set(known.map(({ name }) => name.toLowerCase()));
  const found = discovery.data?.objects.find(({ name }) => name === objectName)?.attributes ?? [];
  const fresh = found.filter(({ name }) => !names.has(name.toLowerCase()));
  const at = discovery.data?.discoveryDateTime ?? directory.discoveryDateTime;
  return (
    <Section
      title={words.discoverLabel}
      action={
        <Button
          size="small"
          icon={<ArrowClockwiseRegular />}
          disabled={discovery.isFetching}
          onClick={() => void discovery.refetch()}
        >
          {phrases.refresh}
        </Button>
      }
    >
      <div className={styles.root} role="status">
        {discovery.isFetching && <Spinner size="tiny" label={words.discovering} />}
        {discovery.data && !discovery.isFetching && <Text>{words.discovered(fresh.length)}</Text>}
        {fresh.length > 0 && !discovery.isFetching && (
          <Button size="small" appearance="primary" onClick={() => onAdd(fresh, at)}>
            {words.addDiscovered}
          </Button>
        )}
        <Text className={styles.time}>
          {words.lastDiscovered}: <Time iso={at} />
        </Text>
      </div>
      {discovery.error && !discovery.isFetching && <Problem error={discovery.error} title={words.discoverFailed} />}
    </Section>
  );
}
