/** The schemas that an application had: who saved them, what they changed, two compared, one brought back. */
import { Badge, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular, BranchCompareRegular } from '@fluentui/react-icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { phrases } from '../../../text/phrases.ts';
import { mappings } from '../../../text/mappings.ts';
import { Collection } from '../../../ui/collection.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { Time } from '../../../ui/time.tsx';
import { schemaVersionsQuery, type SchemaVersion } from '../api/schema-versions.ts';
import { MappedPage, mappingBreadcrumb, type Mapped } from './mapped-page.tsx';
import { changesOf, savedByOf } from './schema-version-words.ts';
import { CompareVersions, ShowVersion } from './schema-version-panes.tsx';

const { versions: words } = mappings;
const route = getRouteApi(paths.schemaVersions);

const useStyles = makeStyles({
  version: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

export function SchemaVersionsPage() {
  return <MappedPage title={words.title}>{(mapped) => <Versions mapped={mapped} />}</MappedPage>;
}

function Versions({ mapped }: { mapped: Mapped }) {
  const styles = useStyles();
  const { application, job } = mapped;
  const { show, from, to } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(schemaVersionsQuery(job));
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [older, newer] = [...keys].map(Number).sort((one, other) => one - other);
  const close = () => void navigate({ search: {} });
  const columns: readonly Column<SchemaVersion>[] = [
    {
      key: 'version',
      header: words.version,
      width: 130,
      render: ({ id, isCurrent }) => (
        <span className={styles.version}>
          {id}
          {isCurrent && (
            <Badge appearance="tint" color="success">
              {words.current}
            </Badge>
          )}
        </span>
      ),
    },
    {
      key: 'saved',
      header: words.saved,
      width: 215,
      render: ({ savedDateTime }) => (savedDateTime === null ? words.unknown : <Time iso={savedDateTime} exact />),
    },
    { key: 'by', header: words.savedBy, width: 200, render: savedByOf },
    {
      key: 'changes',
      header: words.changes,
      width: 380,
      render: (version) => <span title={version.changes.join('\n')}>{changesOf(version)}</span>,
    },
  ];
  const commands = [
    {
      key: 'compare',
      label: words.compare,
      icon: <BranchCompareRegular />,
      refused: keys.size === 2 ? undefined : words.compareRefused,
      onClick: () => void navigate({ search: { from: String(older), to: String(newer) } }),
    },
    {
      key: 'refresh',
      label: phrases.refresh,
      icon: <ArrowClockwiseRegular />,
      onClick: () => void query.refetch(),
    },
  ];
  return (
    <Page
      title={words.title}
      description={words.description}
      breadcrumb={mappingBreadcrumb(application)}
      commands={commands}
    >
      <Collection
        label={words.label}
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        rowName={({ id }) => words.showTitle(id)}
        selection={{ keys, onChange: setKeys }}
        onOpen={({ id }) => void navigate({ search: { show: id } })}
        openKey={show}
        empty={<EmptyState title={words.empty} body={words.emptyBody} />}
      />
      {show !== undefined && <ShowVersion key={show} mapped={mapped} id={show} onClose={close} />}
      {from !== undefined && to !== undefined && (
        <CompareVersions mapped={mapped} from={from} to={to} onClose={close} />
      )}
    </Page>
  );
}
