/** What is known of a user, section by section, each edited in a pane. */
import { Button } from '@fluentui/react-components';
import { EditRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { showTime } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { users } from '../../../text/users.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts, type Fact } from '../../../ui/facts.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { Section, Sections } from '../../../ui/section.tsx';
import { Time } from '../../../ui/time.tsx';
import { setManager, updateUser } from '../api/change-user.ts';
import { findPrincipals } from '../api/find-principals.ts';
import { userQuery, type User } from '../api/user.ts';
import { sectionKeys, userSections, type SectionKey, type UserField } from '../api/user-fields.ts';
import { toForm, toRequest, valueIn, type FormValues } from '../api/user-form.ts';
import { usersKey } from '../api/users.ts';
import { UserFormFields } from './user-form-fields.tsx';

const route = getRouteApi(paths.user);
const { manage } = users;

export function UserProperties({ user }: { user: User }) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const canWrite = useCan().any('User.ReadWrite.All', 'Directory.ReadWrite.All');
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const close = () => open(undefined);
  const changed = async (): Promise<void> => {
    void client.invalidateQueries({ queryKey: usersKey });
    await client.invalidateQueries({ queryKey: userQuery(user.id).queryKey });
  };
  const edited = canWrite ? sectionKeys.find((key) => key === pane) : undefined;
  return (
    <>
      <Sections>
        {sectionKeys.map((key) => (
          <Section
            key={key}
            title={users.sections[key]}
            action={
              canWrite && (
                <Button
                  size="small"
                  appearance="subtle"
                  icon={<EditRegular />}
                  aria-label={users.edit(users.sections[key])}
                  onClick={() => open(key)}
                >
                  {phrases.edit}
                </Button>
              )
            }
          >
            <Facts
              facts={[
                ...(key === 'identity' ? identityFacts(user) : []),
                ...factsOf(user, userSections[key], key === 'onPremises'),
                ...(key === 'job' ? [managerFact(user, canWrite ? () => open('manager') : undefined)] : []),
              ]}
            />
          </Section>
        ))}
      </Sections>
      {edited && <SectionPane key={edited} user={user} section={edited} onSaved={changed} onClose={close} />}
      {pane === 'manager' && canWrite && <ManagerPane user={user} onSaved={changed} onClose={close} />}
    </>
  );
}

const identityFacts = ({ id, createdDateTime }: User): readonly Fact[] => [
  { name: users.objectId, value: <Copyable value={id} what={users.objectId} /> },
  { name: users.created, value: <Time iso={createdDateTime} exact /> },
];

function managerFact({ manager }: User, onChange: (() => void) | undefined): Fact {
  return {
    name: users.manager,
    value: (
      <>
        {manager ? (
          <RouterLink to={paths.user} params={{ userId: manager.id }}>
            {manager.displayName}
          </RouterLink>
        ) : (
          manage.none
        )}{' '}
        {onChange && (
          <Button size="small" appearance="subtle" onClick={onChange}>
            {manage.change}
          </Button>
        )}
      </>
    ),
  };
}

/** `onlySet`: what has no value is not listed, unless nothing has. */
function factsOf(user: User, fields: readonly UserField[], onlySet: boolean): readonly Fact[] {
  const facts = fields.map((field) => ({ name: field.label, value: shown(field, valueIn(user, field)) }));
  const set = facts.filter(({ value }) => value !== '–');
  return onlySet && set.length > 0 ? set : onlySet ? [{ name: '', value: phrases.none }] : facts;
}

function shown({ kind }: UserField, value: unknown): string {
  if (kind === 'flag') return value === undefined ? '–' : value === true ? phrases.yes : phrases.no;
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.join(', ');
  if (typeof value !== 'string' || value === '') return '–';
  return kind === 'date' ? showTime(value).replace(/,? \d\d?:\d\d:\d\d.*$/, '') : value;
}

type PaneProps = { readonly user: User; readonly onSaved: () => Promise<void>; readonly onClose: () => void };

function SectionPane({ user, section, onSaved, onClose }: PaneProps & { section: SectionKey }) {
  const notify = useNotify();
  const fields = userSections[section];
  const before = toForm(user, fields);
  const form = useForm<FormValues>({ defaultValues: before });
  return (
    <FormPane
      title={users.edit(users.sections[section])}
      form={form}
      onSave={async (values) => {
        await updateUser(user.id, toRequest(values, fields, before));
        notify(users.saved);
        await onSaved();
      }}
      onClose={onClose}
    >
      <UserFormFields control={form.control} fields={fields} />
    </FormPane>
  );
}

function ManagerPane({ user, onSaved, onClose }: PaneProps) {
  const notify = useNotify();
  const save = async (managerId: string | undefined): Promise<void> => {
    await setManager(user.id, managerId);
    notify(managerId === undefined ? manage.removed : manage.saved);
    await onSaved();
  };
  return (
    <PickerPane
      title={manage.title(user.displayName)}
      action={manage.action}
      label={manage.find}
      searchKey={['User']}
      search={(text, signal) => findPrincipals(['User'], text, signal)}
      onPick={([chosen]) => save(chosen?.id)}
      onClose={onClose}
      {...(user.manager ? { clear: { label: manage.remove, onClear: () => save(undefined) } } : {})}
    />
  );
}
