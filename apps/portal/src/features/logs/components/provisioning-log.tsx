/** The provisioning logs: of everything, or of one application. */
import type { ReactNode } from 'react';
import { logs } from '../../../text/logs.ts';
import { FilterSelect } from '../../../ui/filter-bar.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { provisioningFilter } from '../api/provisioning-filter.ts';
import { provisioningLog } from '../api/provisioning-record.ts';
import { addedFilters, type AddedFilter, type ProvisioningSearch } from '../api/provisioning-search.ts';
import { AddedFilters } from './added-filters.tsx';
import { DateRangeFilter } from './date-range-filter.tsx';
import { LogScreen, type ChangeSearch } from './log-screen.tsx';
import { defaultColumns, ofOneApplication, provisioningColumns } from './provisioning-columns.tsx';
import { ProvisioningDetails } from './provisioning-details.tsx';

const { columns: header, filters, statuses, actions } = logs;

const labels: Readonly<Record<AddedFilter, string>> = {
  sourceSystem: header.sourceSystem,
  targetSystem: header.targetSystem,
  application: header.application,
  job: header.job,
  cycle: header.cycle,
  change: header.change,
  sourceId: header.sourceId,
  targetId: header.targetId,
  errorCode: header.errorCode,
};
const labelsOfOne = addedFilters.filter((name) => name !== 'application');

type ProvisioningLogProps = {
  /** Of one application; absent: of all. */
  readonly servicePrincipalId?: string;
  readonly breadcrumb?: readonly ReactNode[];
  readonly search: ProvisioningSearch;
  readonly onSearch: ChangeSearch<ProvisioningSearch>;
};

export function ProvisioningLog({ servicePrincipalId, breadcrumb = [], search, onSearch }: ProvisioningLogProps) {
  const { identity, status, action, tab = 'steps' } = search;
  const isOfAll = servicePrincipalId === undefined;
  return (
    <LogScreen
      words={logs.provisioning}
      breadcrumb={breadcrumb}
      log={provisioningLog}
      list={isOfAll ? 'provisioning-logs' : 'provisioning-logs-of-one'}
      columns={isOfAll ? provisioningColumns : ofOneApplication}
      defaultColumns={defaultColumns}
      filter={(at) => provisioningFilter(search, servicePrincipalId, at)}
      isFiltered={[identity, status, action, ...addedFilters.map((name) => search[name])].some(Boolean)}
      search={search}
      onSearch={onSearch}
      onReset={() => onSearch(nothing)}
      filters={
        <>
          <SearchField label={filters.identity} value={identity} onSearch={(text) => onSearch({ identity: text })} />
          <DateRangeFilter value={search} onChange={onSearch} />
          <FilterSelect
            label={header.status}
            value={status}
            choices={statuses}
            onChange={(chosen) => onSearch({ status: chosen })}
          />
          <FilterSelect
            label={header.action}
            value={action}
            choices={actions}
            onChange={(chosen) => onSearch({ action: chosen })}
          />
          <AddedFilters
            names={isOfAll ? addedFilters : labelsOfOne}
            labels={labels}
            values={search}
            onChange={(name, value) => onSearch({ [name]: value })}
          />
        </>
      }
      details={(open) => (
        <ProvisioningDetails key="details" {...open} tab={tab} onTab={(chosen) => onSearch({ tab: chosen })} />
      )}
    />
  );
}

const nothing: ProvisioningSearch = {
  range: undefined,
  from: undefined,
  to: undefined,
  identity: undefined,
  status: undefined,
  action: undefined,
  ...Object.fromEntries(addedFilters.map((name) => [name, undefined])),
};
