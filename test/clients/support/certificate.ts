/** A self-signed certificate of a client, made as an administrator makes one: with OpenSSL. */
import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export type ClientCertificate = {
  readonly privateKeyPem: string;
  readonly certificatePem: string;
  /** As `keyCredentials` takes it: DER in base64. */
  readonly der: string;
  readonly thumbprintSha256: string;
};

const run = promisify(execFile);

export async function makeCertificate(): Promise<ClientCertificate> {
  await using folder = await temporaryFolder();
  const [key, certificate] = [join(folder.path, 'key.pem'), join(folder.path, 'certificate.pem')];
  const subject = ['-subj', '/CN=reports.example', '-days', '30'];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
    ...subject,
  ]);
  const [privateKeyPem, certificatePem] = await Promise.all([readFile(key, 'utf8'), readFile(certificate, 'utf8')]);
  const { raw } = new X509Certificate(certificatePem);
  return {
    privateKeyPem,
    certificatePem,
    der: raw.toString('base64'),
    thumbprintSha256: createHash('sha256').update(raw).digest('hex'),
  };
}
