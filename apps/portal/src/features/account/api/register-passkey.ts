/** A new passkey (https://www.w3.org/TR/webauthn-3/): options of the service, the device's answer, back to the service. */
import { graph } from '../../../lib/graph.ts';
import { account } from '../../../text/account.ts';

type Descriptor = { readonly id: string; readonly type: 'public-key' };
type Options = Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
  readonly challenge: string;
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly excludeCredentials?: readonly Descriptor[];
};

const path = '/me/authentication/fido2Methods';

export const canRegister = (): boolean => isSecureContext && 'PublicKeyCredential' in window;

/** Throws an Error that says what the browser or the service refused. */
export async function registerPasskey(displayName: string): Promise<void> {
  const { ticket, publicKey } = await graph<{ ticket: string; publicKey: Options }>('GET', `${path}/creationOptions`);
  const credential = await create(publicKey);
  await graph('POST', path, { body: { displayName, ticket, publicKeyCredential: toAnswer(credential) } });
}

async function create(options: Options): Promise<PublicKeyCredential> {
  try {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: (options.excludeCredentials ?? []).map((each) => ({ ...each, id: toBytes(each.id) })),
      },
    });
    if (made instanceof PublicKeyCredential) return made;
  } catch (thrown) {
    const reason = thrown instanceof DOMException ? account.reasons[thrown.name] : undefined;
    throw new Error(reason ?? String(thrown), { cause: thrown });
  }
  throw new Error(account.reasons['NotAllowedError']);
}

function toAnswer(credential: PublicKeyCredential): object {
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

/** Base64url, both ways. */
const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));

const toText = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
