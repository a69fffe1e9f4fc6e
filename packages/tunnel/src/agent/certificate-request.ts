/**
 * The agent's key and its PKCS #10 request. Needed at enrolment and once in two months, so callers import this file only
 * then: the certificate library would otherwise be the largest thing in a running agent.
 */
import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { Secret } from '@drawbridge/base';

const ecKey = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export function newKeyPem(): Secret {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
}

/** A request signed by the key. The name in it is only a label: the service names the certificate by the agent's id. */
export async function createCertificateRequest(keyPem: Secret, label: string): Promise<string> {
  const der = x509.PemConverter.decodeFirst(keyPem.reveal());
  const privateKey = await crypto.subtle.importKey('pkcs8', der, ecKey, true, ['sign']);
  const { d: _private, key_ops: _uses, ...publicJwk } = await crypto.subtle.exportKey('jwk', privateKey);
  const publicKey = await crypto.subtle.importKey('jwk', publicJwk, ecKey, true, ['verify']);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [label] }],
    keys: { privateKey, publicKey },
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  });
  return request.toString('pem');
}
