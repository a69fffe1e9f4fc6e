/** P-256 keys and PEM texts for the certificate authority. */
import type { webcrypto } from 'node:crypto';
import { Secret } from '@drawbridge/base';

export const ecKey = { name: 'ECDSA', namedCurve: 'P-256' } as const;
export const ecSignature = { name: 'ECDSA', hash: 'SHA-256' } as const;

export const newKeyPair = (): Promise<webcrypto.CryptoKeyPair> =>
  crypto.subtle.generateKey(ecKey, true, ['sign', 'verify']);

export async function keyToPem(key: webcrypto.CryptoKey): Promise<Secret> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return new Secret(`-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`);
}

export function keyFromPem(pem: Secret): Promise<webcrypto.CryptoKey> {
  const der = Buffer.from(pem.reveal().replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  return crypto.subtle.importKey('pkcs8', der, ecKey, false, ['sign']);
}
