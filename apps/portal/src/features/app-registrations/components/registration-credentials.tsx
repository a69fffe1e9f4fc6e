/** How a program proves itself: secrets, certificates, identities of other issuers. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Certificates } from './certificates.tsx';
import { FederatedCredentials } from './federated-credentials.tsx';
import type { PartProps } from './registration-overview.tsx';
import { Secrets } from './secrets.tsx';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '1280px' },
});

export function RegistrationCredentials(props: PartProps) {
  return (
    <div className={useStyles().root}>
      <Secrets {...props} />
      <Certificates {...props} />
      <FederatedCredentials {...props} />
    </div>
  );
}
