/** A pane with a form: saves, says beside the field what the service refused, and asks before edits are lost. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';
import { inlineMessage, propertyInProblem } from '../lib/field-problem.ts';
import { phrases } from '../text/phrases.ts';
import { lists } from '../text/lists.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Problem } from './problem.tsx';
import { SidePane } from './side-pane.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';

const useStyles = makeStyles({
  fields: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    paddingBlockEnd: tokens.spacingVerticalL,
    // A hint may hold a name without a blank.
    overflowWrap: 'anywhere',
  },
});

type FormPaneProps<Values extends FieldValues> = {
  readonly title: string;
  readonly form: UseFormReturn<Values>;
  /** The pane closes when it resolves, unless it resolves to `false`. */
  readonly onSave: (values: Values) => Promise<unknown>;
  readonly onClose: () => void;
  readonly saveLabel?: string;
  readonly wide?: boolean;
  /** May be saved as it is, for something new. */
  readonly isNew?: boolean;
  readonly children: ReactNode;
};

export function FormPane<Values extends FieldValues>(props: FormPaneProps<Values>) {
  const { title, form, onSave, onClose, saveLabel = phrases.save, wide = false, isNew = false, children } = props;
  const styles = useStyles();
  const [isAsking, setAsking] = useState(false);
  const { isDirty } = form.formState;
  const save = useMutation({
    mutationFn: onSave,
    onSuccess: (result) => result !== false && onClose(),
    onError: (problem) => {
      const name = fieldNamed(propertyInProblem(problem), form.getValues());
      if (name !== undefined)
        form.setError(name as Path<Values>, { message: inlineMessage(problem, lists.taken) }, { shouldFocus: true });
    },
  });
  const isInline = save.error !== null && fieldNamed(propertyInProblem(save.error), form.getValues()) !== undefined;
  const close = (): void => (isDirty && !save.isPending ? setAsking(true) : onClose());
  return (
    <SidePane
      title={title}
      wide={wide}
      onClose={close}
      footer={
        <>
          <Button
            appearance="primary"
            disabled={save.isPending || (!isDirty && !isNew)}
            onClick={() => void form.handleSubmit((values) => save.mutate(values))()}
          >
            {saveLabel}
          </Button>
          <Button onClick={close}>{phrases.cancel}</Button>
        </>
      }
    >
      <UnsavedGuard isDirty={isDirty && !save.isPending && !save.isSuccess} />
      {save.error && !isInline && <Problem error={save.error} />}
      <form
        className={styles.fields}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isDirty || isNew) void form.handleSubmit((values) => save.mutate(values))();
        }}
      >
        {children}
        {/* Enter in a field saves. */}
        <button type="submit" hidden />
      </form>
      {isAsking && (
        <ConfirmDialog
          title={phrases.unsaved.title}
          action={phrases.unsaved.leave}
          onConfirm={async () => onClose()}
          onClose={() => setAsking(false)}
        >
          {phrases.unsaved.body}
        </ConfirmDialog>
      )}
    </SidePane>
  );
}

/** The field of the form that goes by this name, whatever the service writes behind it. */
const fieldNamed = (property: string | undefined, values: object): string | undefined =>
  property !== undefined && Object.hasOwn(values, property) ? property : undefined;
