/** Finds objects of the directory by what one types, and chooses one or several; for panes and forms. */
import {
  Button,
  Checkbox,
  makeStyles,
  Persona,
  Radio,
  Tag,
  TagGroup,
  Text,
  shorthands,
  tokens,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { phrases } from '../text/phrases.ts';
import { EmptyState } from './empty-state.tsx';
import { QueryState } from './query-state.tsx';
import { SearchField } from './search-field.tsx';

export type Pickable = {
  readonly id: string;
  readonly name: string;
  /** What tells two of one name apart: user principal name, description. */
  readonly detail: string;
  readonly kind: 'User' | 'Group' | 'Application';
  /** Why it cannot be chosen; absent: it can. */
  readonly refused?: string | undefined;
};

export type ObjectPickerProps = {
  readonly label: string;
  /** Names what is searched, for the cache. */
  readonly searchKey: readonly unknown[];
  readonly search: (text: string | undefined, signal: AbortSignal) => Promise<readonly Pickable[]>;
  readonly chosen: readonly Pickable[];
  readonly onChange: (chosen: readonly Pickable[]) => void;
  /** Several may be chosen. */
  readonly many?: boolean;
  /** In the place of the results when nothing is found. */
  readonly nothingFound: string;
};

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    maxHeight: '50vh',
    overflowY: 'auto',
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
  },
  item: { display: 'flex', alignItems: 'center', paddingInlineEnd: tokens.spacingHorizontalS },
  refused: { color: tokens.colorNeutralForeground3 },
  tags: { flexWrap: 'wrap', rowGap: tokens.spacingVerticalXS },
});

export function ObjectPicker(props: ObjectPickerProps) {
  const { label, searchKey, search, chosen, onChange, many = false, nothingFound } = props;
  const styles = useStyles();
  const [text, setText] = useState<string>();
  const found = useQuery({
    queryKey: ['pick', ...searchKey, text],
    queryFn: ({ signal }) => search(text, signal),
    placeholderData: (before) => before,
  });
  const isChosen = ({ id }: Pickable): boolean => chosen.some((one) => one.id === id);
  const choose = (object: Pickable): void => {
    if (!many) onChange([object]);
    else if (isChosen(object)) onChange(chosen.filter(({ id }) => id !== object.id));
    else onChange([...chosen, object]);
  };
  return (
    <div className={styles.root}>
      <SearchField label={label} value={text} onSearch={setText} />
      <QueryState query={found}>
        {(objects) =>
          objects.length === 0 ? (
            <EmptyState title={nothingFound} />
          ) : (
            <ul className={styles.list} aria-label={label}>
              {objects.map((object) => {
                const choice = {
                  checked: isChosen(object),
                  disabled: object.refused !== undefined,
                  onChange: () => choose(object),
                  label: (
                    <Persona
                      name={object.name}
                      secondaryText={object.refused ?? object.detail}
                      size="small"
                      avatar={{ color: 'colorful', 'aria-hidden': true }}
                    />
                  ),
                };
                return (
                  <li key={object.id} className={styles.item}>
                    {many ? <Checkbox {...choice} /> : <Radio {...choice} value={object.id} name={label} />}
                  </li>
                );
              })}
            </ul>
          )
        }
      </QueryState>
      {many && chosen.length > 0 && (
        <>
          <Text>{phrases.selected(String(chosen.length))}</Text>
          <TagGroup
            className={styles.tags}
            aria-label={phrases.selected(String(chosen.length))}
            onDismiss={(_event, { value }) => onChange(chosen.filter(({ id }) => id !== value))}
          >
            {chosen.map(({ id, name }) => (
              <Tag key={id} value={id} dismissible>
                {name}
              </Tag>
            ))}
          </TagGroup>
        </>
      )}
      {!many && chosen[0] && (
        <div>
          <Text>{chosen[0].name}</Text>{' '}
          <Button size="small" appearance="subtle" onClick={() => onChange([])}>
            {phrases.remove}
          </Button>
        </div>
      )}
    </div>
  );
}
