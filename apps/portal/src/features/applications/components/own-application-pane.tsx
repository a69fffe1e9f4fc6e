/** An application that the gallery does not have: its name, and by which road it is reached. */
import { Button, Field, Input, makeStyles, Radio, RadioGroup, Spinner, Text, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { applications } from '../../../text/applications.ts';
import { phrases } from '../../../text/phrases.ts';
import { lists } from '../../../text/lists.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { addFromGallery, ownTemplateIds, registerApplication } from '../api/gallery.ts';

const { gallery } = applications;
const { ownChoices: words } = gallery;
const longestName = 256;

const choices = [
  { key: 'custom', label: words.custom, body: words.customBody },
  { key: 'onPremises', label: words.onPremises, body: words.onPremisesBody },
  { key: 'register', label: words.register, body: words.registerBody },
] as const;
type Choice = (typeof choices)[number]['key'];

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  body: { display: 'block', color: tokens.colorNeutralForeground2 },
});

export function OwnApplicationPane({ name: suggested, onClose }: { name: string; onClose: () => void }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const notify = useNotify();
  const [name, setName] = useState(suggested);
  const [choice, setChoice] = useState<Choice>('custom');
  const given = name.trim();
  const add = useMutation({
    mutationFn: () =>
      choice === 'register' ? registerApplication(given) : addFromGallery(ownTemplateIds[choice], given),
    onSuccess: (id) => {
      notify(gallery.added(given));
      if (choice === 'register') void navigate({ to: paths.appRegistration, params: { registrationId: id } });
      else void navigate({ to: paths.application, params: { applicationId: id } });
    },
  });
  const isTooLong = given.length > longestName;
  const canAdd = given !== '' && !isTooLong && !add.isPending;
  return (
    <SidePane
      title={gallery.ownTitle}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabled={!canAdd} onClick={() => add.mutate()}>
            {gallery.create}
          </Button>
          <Button onClick={onClose}>{phrases.cancel}</Button>
          {add.isPending && <Spinner size="tiny" label={gallery.adding} />}
        </>
      }
    >
      <form
        className={styles.content}
        onSubmit={(event) => {
          event.preventDefault();
          if (canAdd) add.mutate();
        }}
      >
        {add.error && <Problem error={add.error} />}
        <Field
          label={gallery.ownName}
          required
          {...(isTooLong ? { validationState: 'error', validationMessage: lists.tooLong(longestName) } : {})}
        >
          <Input value={name} onChange={(_event, { value }) => setName(value)} />
        </Field>
        <Field label={gallery.ownQuestion}>
          <RadioGroup value={choice} onChange={(_event, { value }) => setChoice(value as Choice)}>
            {choices.map(({ key, label, body }) => (
              <Radio
                key={key}
                value={key}
                label={
                  <>
                    {label}
                    <Text size={200} className={styles.body}>
                      {body}
                    </Text>
                  </>
                }
              />
            ))}
          </RadioGroup>
        </Field>
      </form>
    </SidePane>
  );
}
