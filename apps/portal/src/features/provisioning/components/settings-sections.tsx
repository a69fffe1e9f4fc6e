/** The groups of a job's settings, each with its fields. */
import { jobSettingProblem } from '@drawbridge/contract';
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useWatch, type Control } from 'react-hook-form';
import { durationMs } from '../../../lib/iso-duration.ts';
import { now } from '../../../lib/clock.ts';
import { paths } from '../../../lib/paths.ts';
import { showTime } from '../../../lib/times.ts';
import { jobSettingsText as words } from '../../../text/job-settings.ts';
import { SelectField, SwitchField, TextAreaField, TextField } from '../../../ui/fields.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { Job } from '../api/job.ts';
import { traceUntil, type SettingsValues, type SwitchName, type TextName } from './settings-values.ts';

const { fields, groups } = words;

const useStyles = makeStyles({
  fields: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  pair: { display: 'grid', gridTemplateColumns: '1fr 140px', gap: tokens.spacingHorizontalS, alignItems: 'start' },
});

type SectionProps = { readonly control: Control<SettingsValues>; readonly disabled: boolean };
type OfApplication = { readonly application: Application; readonly job: Job };

function Fields({ children }: { children: React.ReactNode }) {
  return <div className={useStyles().fields}>{children}</div>;
}

/** The service's own rule for a value; an empty one is the default. */
const check =
  (name: TextName) =>
  (text: string): string | undefined => {
    const problem = text.trim() === '' ? undefined : jobSettingProblem(name, text.trim());
    return problem === undefined ? undefined : words.invalid(problem);
  };

function SettingText({ name, label, hint, ...rest }: SectionProps & { name: TextName; label: string; hint: string }) {
  const known: Readonly<Record<string, object>> = words.settings;
  const { default: whenAbsent } = (known[name] ?? {}) as { default?: string };
  return (
    <TextField
      {...rest}
      name={`texts.${name}`}
      label={label}
      hint={hint}
      {...(whenAbsent === undefined ? {} : { placeholder: whenAbsent })}
      check={check(name)}
    />
  );
}

const named = (name: keyof typeof words.settings) => ({ name, ...words.settings[name] });

function SettingSwitch({ name, ...rest }: SectionProps & { name: SwitchName }) {
  const { label, hint } = words.settings[name];
  return <SwitchField {...rest} name={`switches.${name}`} label={label} hint={hint} />;
}

export function NotificationSection(props: SectionProps) {
  const { control, disabled } = props;
  const notify = useWatch({ control, name: 'notify' });
  const hasThreshold = useWatch({ control, name: 'hasThreshold' });
  return (
    <Section {...groups.notification}>
      <Fields>
        <SwitchField {...props} name="notify" label={fields.notify} />
        <TextField
          {...props}
          name="recipients"
          type="email"
          label={fields.recipients}
          hint={fields.recipientsHint}
          required={notify}
          check={(text) =>
            text.trim() === '' || /^[^\s@]+@[^\s@]+$/.test(text.trim()) ? undefined : fields.recipientsInvalid
          }
        />
        <SwitchField {...props} name="hasThreshold" label={fields.threshold} />
        <TextField
          {...props}
          name="threshold"
          label={fields.thresholdValue}
          hint={fields.thresholdHint}
          required={hasThreshold}
          disabled={disabled || !hasThreshold}
          check={(text) => (/^\d{0,8}$/.test(text.trim()) ? undefined : fields.number)}
        />
        <SettingText {...props} name="DeletionThresholdPercent" label={fields.percent} hint={fields.percentHint} />
        <SettingText {...props} name="DeletionThresholdWindowHours" label={fields.window} hint={fields.windowHint} />
        <SettingText
          {...props}
          name="QuarantineTooManyDeletesThreshold"
          label={fields.ownThreshold}
          hint={fields.ownThresholdHint}
        />
      </Fields>
    </Section>
  );
}

const longestIntervalMs = 366 * 86_400_000;

export function ScopeSection({ job: _job, application: _application, ...props }: SectionProps & OfApplication) {
  const styles = useStyles();
  const unit = useWatch({ control: props.control, name: 'intervalUnit' });
  const problem = (text: string): string | undefined => {
    const ms = /^\d{1,9}$/.test(text.trim())
      ? durationMs(unit === 'D' ? `P${text.trim()}D` : `PT${text.trim()}${unit}`)
      : undefined;
    return ms === undefined || ms < 1000 || ms > longestIntervalMs ? fields.intervalInvalid : undefined;
  };
  return (
    <Section {...groups.scope}>
      <Fields>
        <SelectField
          {...props}
          name="scope"
          label={fields.scope}
          hint={fields.scopeHint}
          choices={{ assigned: fields.assigned, all: fields.all }}
        />
        <SwitchField {...props} name="skipOutOfScope" label={fields.skip} hint={fields.skipHint} />
        <div className={styles.pair}>
          <TextField
            {...props}
            name="interval"
            label={fields.interval}
            hint={fields.intervalHint}
            required
            check={problem}
          />
          <SelectField {...props} name="intervalUnit" label={fields.unit} choices={fields.units} />
        </div>
        <SettingText {...props} {...named('CompareEveryHours')} name="CompareEveryHours" />
      </Fields>
    </Section>
  );
}

export function AccountsSection(props: SectionProps) {
  return (
    <Section {...groups.accounts}>
      <Fields>
        <SettingSwitch {...props} name="CreateInactive" />
        <SettingSwitch {...props} name="HardDeleteUnmanaged" />
        {(['UserDisableAttributes', 'UserDeleteAttributes'] as const).map((name) => (
          <TextAreaField
            key={name}
            {...props}
            name={`texts.${name}`}
            label={words.settings[name].label}
            hint={words.settings[name].hint}
            rows={2}
            check={check(name)}
          />
        ))}
      </Fields>
    </Section>
  );
}

export function GroupsSection(props: SectionProps) {
  const { label, hint, choices } = words.settings.NestedGroups;
  return (
    <Section {...groups.groups}>
      <Fields>
        <SelectField
          {...props}
          name="texts.NestedGroups"
          label={label}
          hint={`${hint} ${words.everybody}`}
          choices={{ '': choices.None, Flatten: choices.Flatten, Mirror: choices.Mirror }}
        />
        <SettingText {...props} {...named('RolePriority')} name="RolePriority" />
        <SettingSwitch {...props} name="RematchWhenGone" />
      </Fields>
    </Section>
  );
}

const brakes = [
  'QuarantineEvaluateFrom',
  'QuarantineProportionPercent',
  'QuarantineBaseCount',
  'QuarantineTotalCount',
  'DisableAfterQuarantineDays',
] as const;

export function BrakesSection(props: SectionProps) {
  return (
    <Section {...groups.brakes}>
      <Fields>
        {brakes.map((name) => (
          <SettingText key={name} {...props} {...named(name)} name={name} />
        ))}
      </Fields>
    </Section>
  );
}

export function RequestsSection({ application, job, ...props }: SectionProps & OfApplication) {
  const until = traceUntil(job);
  const isOn = until !== undefined && new Date(until).getTime() > now().getTime();
  return (
    <Section {...groups.requests}>
      <Fields>
        <SettingText {...props} {...named('MembersPerRequest')} name="MembersPerRequest" />
        <SettingSwitch {...props} name="Bulk" />
        <SelectField
          {...props}
          name="trace"
          label={fields.trace}
          hint={fields.traceHint}
          choices={{
            keep: isOn ? fields.traceUntil(showTime(until)) : fields.traceOff,
            ...(isOn ? { off: fields.traceOff } : {}),
            '1': fields.traceFor(1),
            '8': fields.traceFor(8),
            '24': fields.traceFor(24),
          }}
        />
        <Text>
          {fields.dialect}{' '}
          <RouterLink to={paths.connectivity} params={{ applicationId: application.id }}>
            {fields.dialectLink}
          </RouterLink>
        </Text>
      </Fields>
    </Section>
  );
}
