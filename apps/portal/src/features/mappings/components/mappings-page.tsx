/** The object mappings of an application: one for people, one for groups. */
import {
  ArrowClockwiseRegular,
  ArrowResetRegular,
  BracesRegular,
  HistoryRegular,
  MathFormulaRegular,
} from '@fluentui/react-icons';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { phrases } from '../../../text/phrases.ts';
import { mappings } from '../../../text/mappings.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { schemaQuery } from '../api/schema.ts';
import { MappedPage, mappingBreadcrumb, type Mapped } from './mapped-page.tsx';
import { RestoreDefault } from './restore-default.tsx';
import { actionsOf, filterCount, nameOf, placesOf, type Place } from './schema-access.ts';

const { list } = mappings;

const columns: readonly Column<Place>[] = [
  { key: 'name', header: list.name, width: 280, render: ({ mapping }) => nameOf(mapping) },
  {
    key: 'enabled',
    header: list.enabled,
    width: 100,
    render: ({ mapping: { enabled } }) => (
      <StatusBadge tone={enabled ? 'success' : 'neutral'}>{enabled ? phrases.yes : phrases.no}</StatusBadge>
    ),
  },
  { key: 'source', header: list.source, width: 130, render: ({ mapping }) => mapping.sourceObjectName },
  {
    key: 'scope',
    header: list.scope,
    width: 170,
    render: ({ mapping }) => mappings.scopeCount(filterCount(mapping)),
  },
  {
    key: 'actions',
    header: list.actions,
    width: 190,
    render: ({ mapping }) =>
      actionsOf(mapping)
        .map((action) => mappings.actions[action])
        .join(', ') || mappings.noActions,
  },
  { key: 'attributes', header: list.attributes, width: 100, render: ({ mapping }) => mapping.attributeMappings.length },
];

export function MappingsPage() {
  return <MappedPage title={list.title}>{(mapped) => <MappingList {...mapped} />}</MappedPage>;
}

function MappingList(mapped: Mapped) {
  const { application, job, schema, refused } = mapped;
  const navigate = useNavigate();
  const [isRestoring, setRestoring] = useState(false);
  const params = { applicationId: application.id };
  const commands = [
    {
      key: 'restore',
      label: list.restore,
      icon: <ArrowResetRegular />,
      refused,
      onClick: () => setRestoring(true),
    },
    {
      key: 'schema',
      label: list.schema,
      icon: <BracesRegular />,
      onClick: () => void navigate({ to: paths.schema, params }),
    },
    {
      key: 'versions',
      label: list.versions,
      icon: <HistoryRegular />,
      onClick: () => void navigate({ to: paths.schemaVersions, params }),
    },
    {
      key: 'builder',
      label: list.builder,
      icon: <MathFormulaRegular />,
      onClick: () => void navigate({ to: paths.expressionBuilder, params }),
    },
    {
      key: 'refresh',
      label: phrases.refresh,
      icon: <ArrowClockwiseRegular />,
      onClick: () => void queryClient.invalidateQueries(schemaQuery(job)),
    },
  ];
  return (
    <Page
      title={list.title}
      description={list.description}
      breadcrumb={mappingBreadcrumb(application, false)}
      commands={commands}
    >
      <DataTable
        label={list.label}
        columns={columns}
        rows={placesOf(schema)}
        rowKey={({ mapping }) => nameOf(mapping)}
        onOpen={({ mapping }) =>
          void navigate({ to: paths.mapping, params: { ...params, mappingName: nameOf(mapping) } })
        }
        empty={<EmptyState title={list.empty} body={list.emptyBody} />}
      />
      {isRestoring && <RestoreDefault mapped={mapped} onClose={() => setRestoring(false)} />}
    </Page>
  );
}
