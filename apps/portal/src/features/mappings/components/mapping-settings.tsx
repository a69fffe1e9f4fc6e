/** Of an object mapping: whether it runs, whom it reads, what it may do in the application. */
import type { ObjectMapping } from '@drawbridge/contract';
import { Button, Checkbox, Field, makeStyles, Switch, tokens } from '@fluentui/react-components';
import { FilterRegular } from '@fluentui/react-icons';
import { phrases } from '../../../text/phrases.ts';
import { mappings } from '../../../text/mappings.ts';
import { Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { actionsOf, filterCount, nameOf, toFlowTypes, type TargetAction } from './schema-access.ts';

const { mapping: words } = mappings;
const actions: readonly TargetAction[] = ['Add', 'Update', 'Delete'];

const useStyles = makeStyles({
  boxes: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalL,
    marginInlineStart: '-8px',
    marginBlockStart: '-6px',
  },
  switch: { marginInlineStart: '-8px', marginBlock: '-6px' },
  scope: { display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
});

type MappingSettingsProps = {
  readonly draft: ObjectMapping;
  /** No other mapping is enabled. */
  readonly isLastEnabled: boolean;
  readonly refused: string | undefined;
  readonly onChange: (draft: ObjectMapping) => void;
  readonly onOpenScope: () => void;
};

export function MappingSettings({ draft, isLastEnabled, refused, onChange, onOpenScope }: MappingSettingsProps) {
  const styles = useStyles();
  const chosen = actionsOf(draft);
  const isFixed = isLastEnabled && draft.enabled;
  const choose = (action: TargetAction, isChosen: boolean): void =>
    onChange({
      ...draft,
      flowTypes: toFlowTypes(isChosen ? [...chosen, action] : chosen.filter((one) => one !== action)),
    });
  return (
    <Section title={words.general}>
      <Facts
        facts={[
          { name: words.name, value: nameOf(draft) },
          {
            name: words.enabled,
            value: (
              <Field hint={isFixed ? words.lastEnabled : draft.enabled ? null : words.disabledHint}>
                <Switch
                  className={styles.switch}
                  aria-label={words.enabled}
                  label={draft.enabled ? phrases.yes : phrases.no}
                  checked={draft.enabled}
                  disabled={refused !== undefined || isFixed}
                  onChange={(_event, { checked }) => onChange({ ...draft, enabled: checked })}
                />
              </Field>
            ),
          },
          { name: words.source, value: draft.sourceObjectName },
          {
            name: words.scope,
            value: (
              <span className={styles.scope}>
                {mappings.scopeCount(filterCount(draft))}
                <Button size="small" icon={<FilterRegular />} onClick={onOpenScope}>
                  {words.editScope}
                </Button>
              </span>
            ),
          },
          { name: words.target, value: draft.targetObjectName },
          {
            name: words.actions,
            value: (
              <div role="group" aria-label={words.actions}>
                <div className={styles.boxes}>
                  {actions.map((action) => (
                    <Checkbox
                      key={action}
                      label={mappings.actions[action]}
                      checked={chosen.includes(action)}
                      disabled={refused !== undefined}
                      onChange={(_event, { checked }) => choose(action, checked === true)}
                    />
                  ))}
                </div>
                {chosen.length === 0 && <StatusBadge tone="warning">{words.noActions}</StatusBadge>}
              </div>
            ),
          },
        ]}
      />
    </Section>
  );
}
