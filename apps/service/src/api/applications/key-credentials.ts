/** `keyCredentials`: the public certificates with which an application proves itself. A private key is never taken. */
import { ApiError, isUuid, newId } from '@drawbridge/base';
import type { KeyCredential } from '@drawbridge/storage';
import { createHash, X509Certificate } from 'node:crypto';
import { z } from 'zod';

const maxKeys = 30;
const minRsaBits = 2048;

const entry = z.object({
  keyId: z.string().refine(isUuid, 'must be a GUID').nullish(),
  displayName: z.string().max(256).nullish(),
  type: z.literal('AsymmetricX509Cert').nullish(),
  usage: z.literal('Verify').nullish(),
  key: z.string().max(16_384).nullish(),
  startDateTime: z.iso.datetime({ offset: true }).nullish(),
  endDateTime: z.iso.datetime({ offset: true }).nullish(),
  customKeyIdentifier: z.string().max(512).nullish(),
});

export const keyCredentials = z.array(entry).max(maxKeys);

/** The list as it will be: entries with a `key` are new, entries without one keep what they name. Throws REQUEST_INVALID. */
export function readKeyCredentials(
  given: z.output<typeof keyCredentials>,
  existing: readonly KeyCredential[],
): readonly KeyCredential[] {
  const read = given.map((each) => {
    if (each.key) return fromCertificate(each, each.key);
    const kept = existing.find(({ keyId }) => keyId === each.keyId?.toLowerCase());
    if (!kept) throw refused('each must have a key (a certificate in base64), or the keyId of one that is there');
    return kept;
  });
  if (new Set(read.map(({ thumbprintSha256 }) => thumbprintSha256)).size < read.length)
    throw refused('a certificate occurs twice');
  return read;
}

function fromCertificate(given: z.output<typeof entry>, key: string): KeyCredential {
  const certificate = parse(key);
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < minRsaBits)
    throw refused(`the certificate must have an RSA key of at least ${minRsaBits} bits`);
  const [notBefore, notAfter] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  const start = given.startDateTime ? new Date(given.startDateTime) : notBefore;
  const end = given.endDateTime ? new Date(given.endDateTime) : notAfter;
  return {
    keyId: given.keyId?.toLowerCase() ?? newId(),
    displayName: given.displayName ?? certificate.subject.replaceAll('\n', ', ').slice(0, 256),
    certificatePem: new X509Certificate(certificate.raw).toString(),
    thumbprint: createHash('sha1').update(certificate.raw).digest('base64url'),
    thumbprintSha256: createHash('sha256').update(certificate.raw).digest('base64url'),
    // Never longer than the certificate itself says.
    notBefore: start > notBefore ? start : notBefore,
    expiresAt: end < notAfter ? end : notAfter,
  };
}

/** DER in base64, as Graph writes it; PEM, plain or in base64, as tools have it. */
function parse(key: string): X509Certificate {
  if (/PRIVATE KEY/.test(key) || /PRIVATE KEY/.test(Buffer.from(key, 'base64').toString('latin1')))
    throw refused(
      'a private key was sent. Send the certificate only, and make a new key: this one is known to others now',
    );
  try {
    return new X509Certificate(key.includes('-----BEGIN') ? key : Buffer.from(key, 'base64'));
  } catch (cause) {
    throw refused('the key is no X.509 certificate in base64', cause);
  }
}

const refused = (reason: string, cause?: unknown): ApiError =>
  new ApiError('REQUEST_INVALID', `Invalid value specified for property 'keyCredentials': ${reason}.`, { cause });

export const showKeyCredential = ({ keyId, displayName, thumbprint, notBefore, expiresAt }: KeyCredential) => ({
  keyId,
  displayName,
  type: 'AsymmetricX509Cert',
  usage: 'Verify',
  key: null,
  customKeyIdentifier: Buffer.from(thumbprint, 'base64url').toString('base64'),
  startDateTime: notBefore.toISOString(),
  endDateTime: expiresAt.toISOString(),
});
