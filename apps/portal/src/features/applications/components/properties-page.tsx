/** The properties of an application: read by many, changed and deleted by its owners and administrators. */
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { showCount } from '../../../lib/times.ts';
import { applications } from '../../../text/applications.ts';
import { phrases } from '../../../text/phrases.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { SwitchField, TextAreaField, TextField } from '../../../ui/fields.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { Section } from '../../../ui/section.tsx';
import { Time } from '../../../ui/time.tsx';
import { useApplication, type Application } from '../api/application.ts';
import { changeApplication, deleteApplication, graphAppId } from '../api/change-application.ts';
import { galleryQuery } from '../api/gallery.ts';
import { isAddress, toForm, toRequest, type PropertiesForm } from './properties-form.ts';

const { properties, columns } = applications;
const longestNotes = 1024;

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '720px' },
});

export function PropertiesPage() {
  const application = useApplication();
  const can = useCan();
  const [isDeleting, setDeleting] = useState(false);
  const refused =
    application.appId === graphAppId
      ? properties.builtIn
      : can.anyOrOwner(application.id, 'Application.ReadWrite.All')
        ? undefined
        : applications.writeNeeded;
  return (
    <Page
      title={properties.title}
      commands={[
        {
          key: 'delete',
          label: properties.delete,
          icon: <DeleteRegular />,
          refused,
          onClick: () => setDeleting(true),
        },
      ]}
    >
      <Properties key={application.id} application={application} refused={refused} />
      {isDeleting && <DeleteDialog application={application} onClose={() => setDeleting(false)} />}
    </Page>
  );
}

function Properties({ application, refused }: { application: Application; refused: string | undefined }) {
  const styles = useStyles();
  const notify = useNotify();
  const { control, formState, handleSubmit, reset } = useForm<PropertiesForm>({
    defaultValues: toForm(application),
    mode: 'onTouched',
  });
  const notes = useWatch({ control, name: 'notes' });
  const save = useMutation({
    mutationFn: (form: PropertiesForm) => changeApplication(application, toRequest(application, form)),
    onSuccess: (_answer, form) => {
      reset(form);
      notify(properties.saved);
    },
  });
  const disabled = refused !== undefined;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => void handleSubmit((form) => save.mutate(form))(event)}
    >
      {refused && (
        <MessageBar>
          <MessageBarBody>{refused}</MessageBarBody>
        </MessageBar>
      )}
      <SwitchField {...{ control, disabled }} name="enabled" label={properties.enabled} hint={properties.enabledHint} />
      <TextField {...{ control, disabled }} name="displayName" label={properties.name} required maxLength={256} />
      <TextField
        {...{ control, disabled }}
        name="homepage"
        label={properties.homepage}
        maxLength={2048}
        check={(text) => (text === '' || isAddress(text) ? undefined : properties.homepageWrong)}
      />
      <SwitchField
        {...{ control, disabled }}
        name="assignmentRequired"
        label={properties.assignmentRequired}
        hint={properties.assignmentRequiredHint}
      />
      <SwitchField {...{ control, disabled }} name="visible" label={properties.visible} hint={properties.visibleHint} />
      <TextAreaField
        {...{ control, disabled }}
        name="notes"
        label={properties.notes}
        hint={properties.notesHint(showCount(notes.length))}
        maxLength={longestNotes}
        rows={4}
      />
      <Identifiers application={application} />
      {!disabled && (
        <SaveBar
          isDirty={formState.isDirty}
          isSaving={save.isPending}
          error={save.error}
          onDiscard={() => {
            save.reset();
            reset(toForm(application));
          }}
        />
      )}
    </form>
  );
}

function Identifiers({ application }: { application: Application }) {
  const { id, appId, createdDateTime, applicationTemplateId } = application;
  const template = useQuery(galleryQuery).data?.find((one) => one.id === applicationTemplateId);
  return (
    <Section title={properties.identity}>
      <Facts
        facts={[
          { name: columns.applicationId, value: <Copyable value={appId} what={columns.applicationId} /> },
          { name: columns.objectId, value: <Copyable value={id} what={columns.objectId} /> },
          { name: columns.created, value: <Time iso={createdDateTime} exact /> },
          ...(template ? [{ name: properties.template, value: template.displayName }] : []),
        ]}
      />
    </Section>
  );
}

function DeleteDialog({ application, onClose }: { application: Application; onClose: () => void }) {
  const navigate = useNavigate();
  const notify = useNotify();
  const { displayName } = application;
  return (
    <ConfirmDialog
      title={properties.deleteTitle(displayName)}
      action={phrases.delete}
      onConfirm={() => deleteApplication(application)}
      onClose={onClose}
      onDone={() => {
        notify(properties.deleted(displayName));
        void navigate({ to: paths.applications });
      }}
    >
      <p>{properties.deleteBody}</p>
      <p>{properties.deleteAccounts}</p>
      <p>{properties.deleteBin}</p>
    </ConfirmDialog>
  );
}
