/** One identity provider in a form, with the roles that its claims give. */
import { Button, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useFieldArray, useForm, type Control } from 'react-hook-form';
import { signInSettings } from '../../../text/sign-in-settings.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { SelectField, SwitchField, TextAreaField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { rolesQuery } from '../../roles/api/roles.ts';
import {
  createProvider,
  toForm,
  toRequest,
  updateProvider,
  type IdentityProvider,
  type ProviderForm,
} from '../api/identity-providers.ts';

const { providers: text } = signInSettings;

const useStyles = makeStyles({
  rule: {
    display: 'grid',
    gridTemplateColumns: '1fr 1fr auto',
    alignItems: 'end',
    gap: tokens.spacingHorizontalS,
    '@media (max-width: 600px)': { gridTemplateColumns: '1fr' },
  },
});

type ProviderPaneProps = {
  readonly provider: IdentityProvider | undefined;
  readonly onDone: () => Promise<void>;
  readonly onClose: () => void;
};

export function ProviderPane({ provider, onDone, onClose }: ProviderPaneProps) {
  const notify = useNotify();
  const form = useForm<ProviderForm>({ defaultValues: toForm(provider) });
  const { control } = form;
  return (
    <FormPane
      title={provider ? text.edit : text.add}
      form={form}
      wide
      onSave={async (values) => {
        const request = toRequest(values, provider);
        if (provider) await updateProvider(provider.id, request);
        else await createProvider(request);
        notify(text.saved);
        await onDone();
      }}
      onClose={onClose}
    >
      {provider && (
        <div>
          <Text block weight="semibold">
            {text.redirectUri}
          </Text>
          <Copyable value={provider.redirectUri} what={text.redirectUri} />
          <Text block size={200}>
            {text.redirectHint}
          </Text>
        </div>
      )}
      <TextField control={control} name="displayName" label={text.name} hint={text.nameHint} required maxLength={128} />
      <TextField control={control} name="issuer" label={text.issuer} hint={text.issuerHint} required maxLength={2048} />
      <TextField control={control} name="clientId" label={text.clientId} required maxLength={512} />
      <TextField
        control={control}
        name="clientSecret"
        label={text.clientSecret}
        type="password"
        autoComplete="off"
        required={provider === undefined}
        maxLength={2048}
        hint={provider ? text.secretKept : undefined}
      />
      <TextField control={control} name="scope" label={text.scope} required maxLength={512} />
      <TextAreaField control={control} name="domains" label={text.domains} hint={text.domainsHint} />
      <SwitchField control={control} name="createUsers" label={text.createUsers} />
      <SwitchField control={control} name="isEnabled" label={text.isEnabled} />
      <Subtitle2 as="h3">{text.claims}</Subtitle2>
      <TextField control={control} name="userId" label={text.claimUserId} required maxLength={200} />
      <TextField control={control} name="userPrincipalName" label={text.claimPrincipalName} required maxLength={200} />
      <Subtitle2 as="h3">{text.roles}</Subtitle2>
      <Text>{text.rolesAbout}</Text>
      <TextField control={control} name="roleClaim" label={text.roleClaim} hint={text.roleClaimHint} maxLength={200} />
      <RoleRules control={control} />
    </FormPane>
  );
}

function RoleRules({ control }: { control: Control<ProviderForm> }) {
  const styles = useStyles();
  const { fields, append, remove } = useFieldArray({ control, name: 'rules' });
  const { data: roles = [] } = useQuery(rolesQuery);
  const choices = Object.fromEntries(roles.map(({ id, displayName }) => [id, displayName]));
  return (
    <>
      {fields.map(({ id }, index) => (
        <div key={id} className={styles.rule}>
          <TextField control={control} name={`rules.${index}.value`} label={text.value} required maxLength={512} />
          <SelectField control={control} name={`rules.${index}.roleDefinitionId`} label={text.role} choices={choices} />
          <Button icon={<DeleteRegular />} aria-label={text.removeRule} onClick={() => remove(index)} />
        </div>
      ))}
      <div>
        <Button
          disabled={roles.length === 0}
          onClick={() => append({ value: '', roleDefinitionId: roles[0]?.id ?? '' })}
        >
          {text.addRule}
        </Button>
      </div>
    </>
  );
}
