/** Secrets, certificates and federated identities of a registration. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import type { Certificate } from './registration.ts';

/** The value, which is shown this once. */
export async function addSecret(
  id: string,
  secret: { readonly displayName: string; readonly endDateTime: string },
): Promise<string> {
  const { secretText } = await graph<{ secretText: string }>('POST', `/applications/${id}/addPassword`, {
    body: { passwordCredential: secret },
  });
  return secretText;
}

export const removeSecret = (id: string, keyId: string): Promise<void> =>
  graph('POST', `/applications/${id}/removePassword`, { body: { keyId } });

/** Beside those that are there: entries without a key keep what they name. */
export const addCertificate = (
  id: string,
  before: readonly Certificate[],
  certificate: { readonly displayName: string; readonly pem: string },
): Promise<void> =>
  replaceCertificates(id, [
    ...before.map(({ keyId }) => ({ keyId })),
    {
      ...(certificate.displayName === '' ? {} : { displayName: certificate.displayName }),
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
      key: btoa(certificate.pem),
    },
  ]);

export const removeCertificate = (id: string, before: readonly Certificate[], keyId: string): Promise<void> =>
  replaceCertificates(
    id,
    before.filter((each) => each.keyId !== keyId).map((each) => ({ keyId: each.keyId })),
  );

const replaceCertificates = (id: string, keyCredentials: readonly object[]): Promise<void> =>
  graph('PATCH', `/applications/${id}`, { body: { keyCredentials } });

export type FederatedCredential = {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly description: string | null;
};
export type FederatedDraft = Omit<FederatedCredential, 'id'>;

const path = (id: string) => `/applications/${id}/federatedIdentityCredentials`;

export const federatedQuery = (id: string) =>
  queryOptions({
    queryKey: ['registrations', 'federated', id],
    queryFn: async ({ signal }) => (await get<GraphPage<FederatedCredential>>(path(id), signal)).value,
  });

export const addFederated = (id: string, body: FederatedDraft): Promise<void> => graph('POST', path(id), { body });
export const updateFederated = (id: string, credentialId: string, body: Partial<FederatedDraft>): Promise<void> =>
  graph('PATCH', `${path(id)}/${credentialId}`, { body });
export const removeFederated = (id: string, credentialId: string): Promise<void> =>
  graph('DELETE', `${path(id)}/${credentialId}`);
