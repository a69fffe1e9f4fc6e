/** Which members of a group are provisioned with it. */
import { Field, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { onDemand } from '../../../text/on-demand.ts';
import { ObjectPicker, type Pickable } from '../../../ui/object-picker.tsx';
import { findMembers } from '../api/members.ts';

const { subject: words } = onDemand;
const choices = ['none', 'chosen', 'all'] as const;

export type MemberChoice = { readonly mode: (typeof choices)[number]; readonly chosen: readonly Pickable[] };

const useStyles = makeStyles({
  root: { maxWidth: '640px' },
  note: { display: 'block', color: tokens.colorNeutralForeground2 },
});

type MembersProps = {
  readonly groupId: string;
  readonly value: MemberChoice;
  readonly onChange: (value: MemberChoice) => void;
};

export function Members({ groupId, value, onChange }: MembersProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Field label={words.members}>
        <RadioGroup
          value={value.mode}
          onChange={(_event, data) =>
            onChange({ ...value, mode: choices.find((choice) => choice === data.value) ?? 'none' })
          }
        >
          {choices.map((choice) => (
            <Radio key={choice} value={choice} label={words.memberChoices[choice]} />
          ))}
        </RadioGroup>
      </Field>
      {value.mode === 'chosen' && (
        <ObjectPicker
          label={words.findMember}
          searchKey={['members', groupId]}
          search={(text, signal) => findMembers(groupId, text, signal)}
          many
          chosen={value.chosen}
          onChange={(chosen) => onChange({ ...value, chosen })}
          nothingFound={words.noMember}
        />
      )}
      <Text size={200} className={styles.note}>
        {words.note}
      </Text>
    </div>
  );
}
