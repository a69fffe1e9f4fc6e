/** What becomes of an account, one choice for each way of leaving. */
import { Input, makeStyles, Select, Text, tokens } from '@fluentui/react-components';
import { useController, type Control } from 'react-hook-form';
import { jobSettingsText as words } from '../../../text/job-settings.ts';
import { Section } from '../../../ui/section.tsx';
import { leaveNames, type LeaveKind, type LeaveName, type SettingsValues } from './settings-values.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 190px 96px',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalS,
    '@media (max-width: 600px)': { gridTemplateColumns: '1fr 96px', '& > :first-child': { gridColumn: '1 / -1' } },
  },
  days: { minWidth: 0 },
  problem: { gridColumn: '1 / -1', color: tokens.colorPaletteRedForeground1 },
});

type LeavingSectionProps = { readonly control: Control<SettingsValues>; readonly disabled: boolean };

export function LeavingSection({ control, disabled }: LeavingSectionProps) {
  const styles = useStyles();
  const { title, about } = words.groups.leaving;
  return (
    <Section title={title} about={`${about} ${words.everybody}`}>
      <div className={styles.list}>
        {leaveNames.map((name) => (
          <LeaveRow key={name} name={name} control={control} disabled={disabled} />
        ))}
      </div>
    </Section>
  );
}

const deletesByDefault: ReadonlySet<LeaveName> = new Set([
  'UserHardDeletedAction', 'GroupUnassignedAction', 'GroupOutOfScopeAction', 'GroupSoftDeletedAction', 'GroupHardDeletedAction',
]); // prettier-ignore

function LeaveRow({ name, control, disabled }: LeavingSectionProps & { name: LeaveName }) {
  const styles = useStyles();
  const kind = useController({ control, name: `leave.${name}.kind` });
  const days = useController({
    control,
    name: `leave.${name}.days`,
    rules: {
      validate: (value, values) =>
        values.leave[name].kind !== 'DeleteAfterDays' ||
        (/^\d{1,4}$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= 3650) ||
        words.leave.daysInvalid,
    },
  });
  const label = words.leave.names[name];
  const kinds = (Object.keys(words.leave.kinds) as LeaveKind[]).filter(
    (one) => one !== 'Disable' || name.startsWith('User'),
  );
  const textOf = (one: LeaveKind): string => {
    if (one !== 'Default') return words.leave.kinds[one];
    return deletesByDefault.has(name) ? words.leave.defaults.delete : words.leave.defaults.disable;
  };
  const problem = days.fieldState.error?.message;
  return (
    <div className={styles.row}>
      <Text>{label}</Text>
      <Select
        aria-label={label}
        disabled={disabled}
        ref={kind.field.ref}
        value={kind.field.value}
        onBlur={kind.field.onBlur}
        onChange={(_event, { value }) => kind.field.onChange(value)}
      >
        {kinds.map((one) => (
          <option key={one} value={one}>
            {textOf(one)}
          </option>
        ))}
      </Select>
      {kind.field.value === 'DeleteAfterDays' ? (
        <Input
          className={styles.days}
          aria-label={`${label}: ${words.leave.days}`}
          aria-invalid={problem !== undefined}
          placeholder={words.leave.days}
          inputMode="numeric"
          disabled={disabled}
          ref={days.field.ref}
          value={days.field.value}
          onBlur={days.field.onBlur}
          onChange={(_event, { value }) => days.field.onChange(value)}
        />
      ) : (
        <span />
      )}
      {problem !== undefined && (
        <Text size={200} role="alert" className={styles.problem}>
          {problem}
        </Text>
      )}
    </div>
  );
}
