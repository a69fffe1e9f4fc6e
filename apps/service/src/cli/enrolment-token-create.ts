/** `drawbridge enrolment-token create`: prints a token that one agent may enrol with within an hour. */
import { withApi } from './api-session.ts';

export async function createEnrolmentToken(flags: Readonly<Record<string, unknown>>): Promise<void> {
  const { token } = await withApi(flags, (api) =>
    api.call<{ token: string }>('POST', '/beta/onPremisesPublishingProfiles/provisioning/enrolmentTokens', {}),
  );
  console.log(token);
}
