/** Says which account belongs to an object: the object, the account in the application, and what will happen. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { phrases } from '../../../text/phrases.ts';
import { onDemand } from '../../../text/on-demand.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import type { JobOf } from '../../mappings/api/job.ts';
import { linkQuery } from '../api/links.ts';
import { linkAccount, type TargetResource } from '../api/target-resources.ts';
import { AccountSearch, accountName } from './account-search.tsx';
import { SubjectForm, useSubject, type ChosenSubject } from './subject-form.tsx';

const { choose: words } = onDemand.links;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  outcome: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
});

type ChooseAccountPaneProps = {
  readonly job: JobOf;
  /** Undefined: it is chosen here. */
  readonly objectId: string | undefined;
  readonly isActive: boolean;
  readonly onLinked: (objectId: string) => void;
  readonly onClose: () => void;
};

/** Draw it only while it is open. */
export function ChooseAccountPane({ job, objectId, isActive, onLinked, onClose }: ChooseAccountPaneProps) {
  const styles = useStyles();
  const notify = useNotify();
  const [subject, setSubject] = useState<ChosenSubject>({ object: objectId });
  const [account, setAccount] = useState<TargetResource>();
  const found = useSubject(job, subject);
  const object = subject.object === undefined ? undefined : found.data;
  const before = useQuery({ ...linkQuery(job, object?.id ?? ''), enabled: object !== undefined });
  const link = useMutation({
    mutationFn: async (chosen: { objectId: string; account: TargetResource; name: string }) => {
      await linkAccount(job, chosen.objectId, chosen.account.id);
      notify(words.linked(chosen.name, accountName(chosen.account)));
      onLinked(chosen.objectId);
    },
  });
  return (
    <SidePane
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabled={!object || !account || link.isPending}
            onClick={() => object && account && link.mutate({ objectId: object.id, account, name: object.displayName })}
          >
            {words.action}
          </Button>
          <Button onClick={onClose}>{phrases.cancel}</Button>
        </>
      }
    >
      <div className={styles.root}>
        {link.error && <Problem error={link.error} />}
        <section className={styles.part} aria-label={words.object}>
          <Text as="h3" weight="semibold">
            {words.object}
          </Text>
          <SubjectForm
            chosen={subject}
            found={found}
            onChange={(chosen) => {
              setSubject(chosen);
              setAccount(undefined);
              link.reset();
            }}
          />
        </section>
        {object && (
          <section className={styles.part} aria-label={words.account}>
            <Text as="h3" weight="semibold">
              {words.account}
            </Text>
            <AccountSearch key={object.id} job={job} object={object} chosen={account} onChange={setAccount} />
          </section>
        )}
        {object && account && (
          <section className={styles.part} aria-label={words.outcome}>
            <Text as="h3" weight="semibold">
              {words.outcome}
            </Text>
            <ul className={styles.outcome}>
              <li>{isActive ? words.written(object.displayName) : words.writtenLater(object.displayName)}</li>
              {before.data && before.data.targetId !== account.id && <li>{words.before(before.data.targetId)}</li>}
            </ul>
          </section>
        )}
      </div>
    </SidePane>
  );
}
