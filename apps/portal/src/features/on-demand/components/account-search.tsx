/** Finds accounts of the application by one value of theirs, and chooses one that nobody holds. */
import { Field, makeStyles, Radio, Select, shorthands, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { onDemand } from '../../../text/on-demand.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { JobOf } from '../../mappings/api/job.ts';
import type { SourceObject } from '../../mappings/api/source-object.ts';
import { targetResourcesQuery, type TargetResource } from '../api/target-resources.ts';

const { choose: words } = onDemand.links;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  search: { display: 'grid', gridTemplateColumns: 'minmax(136px, 1fr) 2fr', gap: tokens.spacingHorizontalS },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    maxHeight: '320px',
    overflowY: 'auto',
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
  },
  account: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, overflowWrap: 'anywhere' },
  detail: { color: tokens.colorNeutralForeground2 },
  badges: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

type AccountSearchProps = {
  readonly job: JobOf;
  readonly object: SourceObject;
  readonly chosen: TargetResource | undefined;
  readonly onChange: (chosen: TargetResource | undefined) => void;
};

export function AccountSearch({ job, object, chosen, onChange }: AccountSearchProps) {
  const styles = useStyles();
  const { objectTypeName: kind, userPrincipalName, displayName } = object;
  const [attribute, setAttribute] = useState<string>();
  const [value, setValue] = useState<string | undefined>(userPrincipalName ?? displayName);
  const query = useQuery({
    ...targetResourcesQuery(job, { kind, attribute, value: value ?? '' }),
    enabled: value !== undefined,
  });
  const attributes = query.data?.searchableAttributes ?? [];
  return (
    <div className={styles.root}>
      <div className={styles.search}>
        <Field label={words.attribute}>
          <Select
            value={attribute ?? query.data?.attribute ?? ''}
            onChange={(_event, data) => {
              setAttribute(data.value);
              onChange(undefined);
            }}
          >
            {attributes.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={words.value}>
          <SearchField
            label={words.value}
            value={value}
            onSearch={(text) => {
              setValue(text);
              onChange(undefined);
            }}
          />
        </Field>
      </div>
      {value === undefined ? (
        <Text className={styles.detail}>{words.typeValue}</Text>
      ) : (
        <QueryState query={query}>
          {(found) =>
            found.value.length === 0 ? (
              <EmptyState title={words.nothing.title} body={words.nothing.body(found.attribute)} />
            ) : (
              <ul className={styles.list} aria-label={words.accounts}>
                {found.value.map((account) => (
                  <li key={account.id}>
                    <Radio
                      name="account"
                      value={account.id}
                      checked={chosen?.id === account.id}
                      disabled={account.linkedTo !== null}
                      onChange={() => onChange(account)}
                      label={<Account account={account} objectId={object.id} />}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </QueryState>
      )}
    </div>
  );
}

export const accountName = ({ userName, displayName, id }: TargetResource): string => userName ?? displayName ?? id;

function Account({ account, objectId }: { account: TargetResource; objectId: string }) {
  const styles = useStyles();
  const { id, displayName, userName, externalId, active, linkedTo } = account;
  const details = [userName === null ? null : displayName, externalId, id].filter((text) => text !== null);
  return (
    <span className={styles.account}>
      <span>{accountName(account)}</span>
      <Text size={200} className={styles.detail}>
        {details.join(' · ')}
      </Text>
      <span className={styles.badges}>
        {active !== null && (
          <StatusBadge tone={active ? 'success' : 'neutral'}>{active ? words.active : words.inactive}</StatusBadge>
        )}
        {linkedTo && (
          <StatusBadge tone="info">
            {linkedTo.id === objectId ? words.linkedToThis : words.linkedTo(linkedTo.displayName)}
          </StatusBadge>
        )}
      </span>
    </span>
  );
}
