/**
 * The service's own certificate authority: signs the agents' certificates and the certificate of the service's HTTPS. An
 * enrolment token pins its public key, so that an agent can trust the service before it trusts anything else.
 */
import 'reflect-metadata';
import { X509Certificate, randomBytes, type webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { AgentError, type Secret, type Clock } from '@drawbridge/base';
import { keyThumbprint } from './assertion.ts';
import { ecKey, ecSignature, keyFromPem, keyToPem, newKeyPair } from './key-pair.ts';

const dayMs = 86_400_000;
const authorityDays = 3650;
const agentDays = 90;
const serverDays = 397;
/** Certificates begin a little earlier, for hosts whose clock is behind. */
const backdateMs = 5 * 60_000;
const maxCsrLength = 8192;

export type AuthorityFiles = { readonly keyPem: Secret; readonly certificatePem: string };
/** `chainPem` holds the server's certificate and then the authority's own, so that an enrolling agent sees the pin. */
export type ServerCertificate = { readonly keyPem: Secret; readonly chainPem: string; readonly validTo: Date };
export type AgentCertificate = { readonly certificatePem: string; readonly publicKeyThumbprint: string };

/** Makes a new authority; the caller keeps both files (the key with mode 0600 or sealed). */
export async function createAuthority(clock: Clock, name = 'Drawbridge'): Promise<AuthorityFiles> {
  const keys = await newKeyPair();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ O: [name] }, { CN: [`${name} agent authority ${randomBytes(4).toString('hex')}`] }],
    ...validity(clock, authorityDays),
    signingAlgorithm: ecSignature,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keyPem: await keyToPem(keys.privateKey), certificatePem: pem(certificate) };
}

export async function loadAuthority(files: AuthorityFiles, clock: Clock): Promise<CertificateAuthority> {
  return new CertificateAuthority(files.certificatePem, await keyFromPem(files.keyPem), clock);
}

export class CertificateAuthority {
  readonly certificatePem: string;
  /** SHA-256 of the authority's public key, base64url; what enrolment tokens carry. */
  readonly pin: string;
  readonly #key: webcrypto.CryptoKey;
  readonly #certificate: x509.X509Certificate;
  readonly #clock: Clock;

  constructor(certificatePem: string, key: webcrypto.CryptoKey, clock: Clock) {
    this.certificatePem = certificatePem;
    this.pin = keyThumbprint(new X509Certificate(certificatePem));
    this.#certificate = new x509.X509Certificate(certificatePem);
    this.#key = key;
    this.#clock = clock;
  }

  /**
   * A certificate for the key of the request, 90 days. Of the request only the public key is used: the name in the
   * certificate is the agent's id. Throws AgentError REQUEST_INVALID when the request is not signed by its own P-256 key.
   */
  async issueAgentCertificate(csrPem: string, agentId: string): Promise<AgentCertificate> {
    const publicKey = await readCsr(csrPem);
    const certificate = await this.#sign(publicKey, [{ CN: [agentId] }], agentDays, [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ]);
    const certificatePem = pem(certificate);
    return { certificatePem, publicKeyThumbprint: keyThumbprint(new X509Certificate(certificatePem)) };
  }

  /** Key and chain for the service's own HTTPS, valid 397 days; the service asks for a new one at every start. */
  async issueServerCertificate(hosts: {
    readonly names: readonly string[];
    readonly ips: readonly string[];
  }): Promise<ServerCertificate> {
    const keys = await newKeyPair();
    const alternatives: x509.JsonGeneralName[] = [
      ...hosts.names.map((value) => ({ type: 'dns' as const, value })),
      ...hosts.ips.map((value) => ({ type: 'ip' as const, value })),
    ];
    const certificate = await this.#sign(
      keys.publicKey,
      [{ CN: [hosts.names[0] ?? hosts.ips[0] ?? 'drawbridge'] }],
      serverDays,
      [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(alternatives),
      ],
    );
    return {
      keyPem: await keyToPem(keys.privateKey),
      chainPem: pem(certificate) + this.certificatePem,
      validTo: certificate.notAfter,
    };
  }

  async #sign(
    publicKey: x509.PublicKeyType,
    subject: x509.JsonName,
    days: number,
    extensions: x509.Extension[],
  ): Promise<x509.X509Certificate> {
    return x509.X509CertificateGenerator.create({
      serialNumber: newSerial(),
      subject,
      issuer: this.#certificate.subject,
      ...validity(this.#clock, days),
      signingAlgorithm: ecSignature,
      publicKey,
      signingKey: this.#key,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
        ...extensions,
      ],
    });
  }
}

/** The public key of a certificate signing request, if it is P-256 and the request is signed by it. */
async function readCsr(csrPem: string): Promise<webcrypto.CryptoKey> {
  try {
    if (csrPem.length > maxCsrLength) throw new Error('it is too long');
    const csr = new x509.Pkcs10CertificateRequest(csrPem);
    const publicKey = await csr.publicKey.export(ecKey, ['verify']);
    if (!(await csr.verify())) throw new Error('its signature is wrong');
    return publicKey;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AgentError(
      'REQUEST_INVALID',
      `csrPem must be a PKCS #10 request with a P-256 key, signed by that key: ${why}.`,
      { cause },
    );
  }
}

function validity(clock: Clock, days: number): { notBefore: Date; notAfter: Date } {
  const nowMs = clock.now().getTime();
  return { notBefore: new Date(nowMs - backdateMs), notAfter: new Date(nowMs + days * dayMs) };
}

/** Positive, 127 random bits (RFC 5280 §4.1.2.2). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString('hex');
}

const pem = (certificate: x509.X509Certificate): string => `${certificate.toString('pem').trim()}\n`;
