/** Assigns people and groups: who, then which role. */
import { Button, Field, makeStyles, Select, Text, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { sendBatches } from '../../../lib/batch.ts';
import { useCan } from '../../../lib/permissions.ts';
import { showCount } from '../../../lib/times.ts';
import { assignments as text } from '../../../text/assignments.ts';
import { phrases } from '../../../text/phrases.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { ObjectPicker, type Pickable } from '../../../ui/object-picker.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { Job } from '../../provisioning/api/job.ts';
import { findPrincipals } from '../../users/api/find-principals.ts';
import { assigning, assignmentsChanged } from '../api/assignments.ts';
import { rolesForPeople } from '../api/roles.ts';
import { settingOf } from './removal-outcome.ts';

const { adding } = text;
/** The service's own code for an assignment that was there. */
const alreadyThere = 'REFERENCE_EXISTS';

const useStyles = makeStyles({
  content: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    paddingBlockEnd: tokens.spacingVerticalL,
  },
  note: { color: tokens.colorNeutralForeground2 },
});

type AddAssignmentPaneProps = {
  readonly application: Application;
  readonly job: Job | null | undefined;
  readonly onClose: () => void;
};

export function AddAssignmentPane({ application, job, onClose }: AddAssignmentPaneProps) {
  const styles = useStyles();
  const notify = useNotify();
  const canFindGroups = useCan().any('GroupMember.Read.All');
  const roles = rolesForPeople(application);
  const [chosen, setChosen] = useState<readonly Pickable[]>([]);
  const [roleId, setRoleId] = useState(roles[0]?.id ?? '');
  const kinds = canFindGroups ? (['User', 'Group'] as const) : (['User'] as const);
  const assign = useMutation({
    mutationFn: async () => {
      const problems = await sendBatches(chosen.map(({ id }) => assigning(application.id, id, roleId)));
      await assignmentsChanged(application.id);
      const failed = problems.find((problem) => problem && problem.reason !== alreadyThere);
      if (failed) throw failed;
      return problems.filter((problem) => problem !== undefined).length;
    },
    onSuccess: (already) => {
      notify(text.assigned(showCount(chosen.length - already)), {
        intent: already === chosen.length ? 'info' : 'success',
        ...(already === 0 ? {} : { body: text.already(showCount(already)) }),
      });
      onClose();
    },
  });
  const count = (kind: Pickable['kind']): number => chosen.filter((one) => one.kind === kind).length;
  const nesting = settingOf(job, 'NestedGroups');
  return (
    <SidePane
      title={adding.title}
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabled={chosen.length === 0 || assign.isPending}
            onClick={() => assign.mutate()}
          >
            {adding.assign}
          </Button>
          <Button onClick={onClose}>{phrases.cancel}</Button>
        </>
      }
    >
      <div className={styles.content}>
        {assign.error && <Problem error={assign.error} />}
        <Text weight="semibold">
          {adding.who}:{' '}
          {chosen.length === 0
            ? adding.none
            : adding.chosen(adding.users(count('User')), adding.groups(count('Group')))}
        </Text>
        <ObjectPicker
          label={adding.find}
          searchKey={['assignable', kinds]}
          search={(words, signal) => findPrincipals(kinds, words, signal)}
          chosen={chosen}
          onChange={setChosen}
          many
          nothingFound={adding.nothingFound}
        />
        <Field label={adding.role}>
          <Select value={roleId} disabled={roles.length === 1} onChange={(_event, { value }) => setRoleId(value)}>
            {roles.map(({ id, displayName }) => (
              <option key={id} value={id}>
                {displayName}
              </option>
            ))}
          </Select>
        </Field>
        {count('Group') > 0 && (
          <Text className={styles.note}>
            {nesting === 'Flatten' || nesting === 'Mirror' ? adding.nested[nesting] : adding.nested.None}
          </Text>
        )}
      </div>
    </SidePane>
  );
}
