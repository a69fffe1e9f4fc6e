/** Something is on its way. */
import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { phrases } from '../text/phrases.ts';

const useStyles = makeStyles({
  root: { display: 'flex', justifyContent: 'center', padding: tokens.spacingVerticalXXXL },
});

export function Loading({ label = phrases.loading }: { label?: string }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Spinner label={label} delay={200} />
    </div>
  );
}
