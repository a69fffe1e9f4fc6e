/** Takes an expression to the mapping of an attribute, where it is looked at and saved. */
import { Button, Field, makeStyles, Select, Text, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { expressions } from '../../../text/expressions.ts';
import type { Mapped } from './mapped-page.tsx';
import { nameOf, type Place } from './schema-access.ts';

const { use: words } = expressions.builder;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalM },
  field: { width: '100%', maxWidth: '420px' },
});

type UseInMappingProps = {
  readonly mapped: Mapped;
  readonly place: Place;
  readonly expression: string;
  /** Undefined: a new mapping. */
  readonly attribute: string | undefined;
  readonly isUsable: boolean;
  /** Before it goes there. */
  readonly onUse: () => void;
  readonly onAttribute: (attribute: string | undefined) => void;
};

export function UseInMapping({
  mapped,
  place,
  expression,
  attribute,
  isUsable,
  onUse,
  onAttribute,
}: UseInMappingProps) {
  const styles = useStyles();
  const navigate = useNavigate();
  const targets = place.mapping.attributeMappings.map(({ targetAttributeName }) => targetAttributeName);
  const target = targets.find((name) => name === attribute);
  const use = (): void => {
    onUse();
    void navigate({
      to: paths.mapping,
      params: { applicationId: mapped.application.id, mappingName: nameOf(place.mapping) },
      search: target === undefined ? { add: 'open', expression } : { attribute: target, expression },
    });
  };
  return (
    <div className={styles.root}>
      <Field label={words.target} className={styles.field}>
        <Select
          value={target ?? ''}
          onChange={(_event, data) => onAttribute(data.value === '' ? undefined : data.value)}
        >
          <option value="">{words.newMapping}</option>
          {targets
            .toSorted((one, other) => one.localeCompare(other))
            .map((name) => (
              <option key={name}>{name}</option>
            ))}
        </Select>
      </Field>
      <Text size={200}>{mapped.refused === undefined ? words.hint : words.refused}</Text>
      <Button appearance="primary" disabled={!isUsable || mapped.refused !== undefined} onClick={use}>
        {words.use}
      </Button>
    </div>
  );
}
