/** `drawbridge signing-key rotate`: access tokens are signed with a new key from now on; prints its id. */
import { withApi } from './api-session.ts';

export async function rotateSigningKey(flags: Readonly<Record<string, unknown>>): Promise<void> {
  const { kid } = await withApi(flags, (api) =>
    api.call<{ kid: string }>('POST', '/beta/organization/rotateSigningKey', {}),
  );
  console.log(kid);
}
