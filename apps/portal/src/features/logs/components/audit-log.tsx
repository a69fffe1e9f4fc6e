/** The audit logs: of everything, or of one application. */
import type { ReactNode } from 'react';
import { logs } from '../../../text/logs.ts';
import { FilterSelect } from '../../../ui/filter-bar.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { auditFilter } from '../api/audit-filter.ts';
import { auditLog } from '../api/audit-record.ts';
import { auditCategories, auditResults, auditServices, type AuditSearch } from '../api/audit-search.ts';
import { AddedFilters } from './added-filters.tsx';
import { auditColumns, defaultAuditColumns } from './audit-columns.tsx';
import { AuditDetails } from './audit-details.tsx';
import { DateRangeFilter } from './date-range-filter.tsx';
import { LogScreen, type ChangeSearch } from './log-screen.tsx';

const { columns: header, filters, statuses } = logs;

/** The service's own words. */
const asTheyAre = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name): [string, string] => [name, name])) as Readonly<Record<Name, string>>;
const services = asTheyAre(auditServices);
const categories = asTheyAre(auditCategories);
const results = Object.fromEntries(auditResults.map((result) => [result, statuses[result]])) as Readonly<
  Record<(typeof auditResults)[number], string>
>;

const addedNames = ['activity', 'initiator', 'correlation'] as const;
const labels = { activity: filters.activity, initiator: filters.initiator, correlation: header.correlation } as const;

type AuditLogProps = {
  /** Of one application; absent: of all. */
  readonly servicePrincipalId?: string;
  readonly breadcrumb?: readonly ReactNode[];
  readonly search: AuditSearch;
  readonly onSearch: ChangeSearch<AuditSearch>;
};

export function AuditLog({ servicePrincipalId, breadcrumb = [], search, onSearch }: AuditLogProps) {
  const { target, service, category, status, activity, initiator, correlation, tab = 'activity' } = search;
  return (
    <LogScreen
      words={logs.audit}
      breadcrumb={breadcrumb}
      log={auditLog}
      list="audit-logs"
      columns={auditColumns}
      defaultColumns={defaultAuditColumns}
      filter={(at) => auditFilter(search, servicePrincipalId, at)}
      isFiltered={[target, service, category, status, activity, initiator, correlation].some(Boolean)}
      search={search}
      onSearch={onSearch}
      onReset={() => onSearch(nothing)}
      filters={
        <>
          <SearchField label={filters.targets} value={target} onSearch={(text) => onSearch({ target: text })} />
          <DateRangeFilter value={search} onChange={onSearch} />
          <FilterSelect
            label={header.service}
            value={service}
            choices={services}
            onChange={(chosen) => onSearch({ service: chosen })}
          />
          <FilterSelect
            label={header.category}
            value={category}
            choices={categories}
            onChange={(chosen) => onSearch({ category: chosen })}
          />
          <FilterSelect
            label={header.status}
            value={status}
            choices={results}
            onChange={(chosen) => onSearch({ status: chosen })}
          />
          <AddedFilters
            names={addedNames}
            labels={labels}
            values={search}
            onChange={(name, value) => onSearch({ [name]: value })}
          />
        </>
      }
      details={(open) => (
        <AuditDetails key="details" {...open} tab={tab} onTab={(chosen) => onSearch({ tab: chosen })} />
      )}
    />
  );
}

const nothing: AuditSearch = {
  range: undefined,
  from: undefined,
  to: undefined,
  service: undefined,
  category: undefined,
  activity: undefined,
  status: undefined,
  target: undefined,
  initiator: undefined,
  correlation: undefined,
};
