/** One entry of the gallery: what it is, what it supports, and the name under which it is added. */
import { Button, Field, Input, Link, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { applications } from '../../../text/applications.ts';
import { phrases } from '../../../text/phrases.ts';
import { lists } from '../../../text/lists.ts';
import { Facts } from '../../../ui/facts.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { addFromGallery, type GalleryTemplate } from '../api/gallery.ts';

const { gallery } = applications;
const longestName = 256;

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
});

export function AddFromGalleryPane({ template, onClose }: { template: GalleryTemplate; onClose: () => void }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const notify = useNotify();
  const [name, setName] = useState(template.displayName);
  const given = name.trim();
  const add = useMutation({
    mutationFn: () => addFromGallery(template.id, given),
    onSuccess: (applicationId) => {
      notify(gallery.added(given));
      void navigate({ to: paths.application, params: { applicationId } });
    },
  });
  const isTooLong = given.length > longestName;
  const canAdd = given !== '' && !isTooLong && !add.isPending;
  const message = given === '' ? lists.required(gallery.name) : isTooLong ? lists.tooLong(longestName) : undefined;
  return (
    <SidePane
      title={template.displayName}
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
          label={gallery.name}
          required
          {...(message === undefined ? {} : { validationState: 'error', validationMessage: message })}
        >
          <Input value={name} onChange={(_event, { value }) => setName(value)} />
        </Field>
        <Text>{template.description}</Text>
        <Facts
          facts={[
            { name: gallery.publisher, value: template.publisher },
            {
              name: gallery.provisioning,
              value: template.supportedProvisioningTypes.includes('sync')
                ? gallery.provisioningSupported
                : gallery.provisioningNotSupported,
            },
            { name: gallery.singleSignOn, value: gallery.singleSignOnNone },
            ...(template.homePageUrl === null
              ? []
              : [
                  {
                    name: gallery.url,
                    value: (
                      <Link href={template.homePageUrl} target="_blank" rel="noreferrer">
                        {template.homePageUrl}
                      </Link>
                    ),
                  },
                ]),
          ]}
        />
      </form>
    </SidePane>
  );
}
