/** A self-signed RSA certificate, put together by hand (RFC 5280 §4.1): the service has no use for making such ones. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

export type TestCertificate = {
  readonly privateKey: KeyObject;
  readonly pem: string;
  readonly thumbprint: string;
  readonly thumbprintSha256: string;
};

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const bytes = Buffer.from(body.length.toString(16).padStart(8, '0'), 'hex');
  const length = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  const head = body.length < 128 ? [tag, body.length] : [tag, 0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from(head), body]);
}

const utcTime = (moment: Date): Buffer =>
  der(0x17, Buffer.from(`${moment.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));

export function makeCertificate(commonName = 'test client'): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sha256WithRsa = der(0x30, der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));
  const name = der(
    0x30,
    der(0x31, der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(commonName)))),
  );
  const now = Date.now();
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    sha256WithRsa,
    name,
    der(0x30, utcTime(new Date(now - 86_400_000)), utcTime(new Date(now + 86_400_000))),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toBeSigned, privateKey));
  const certificate = der(0x30, toBeSigned, sha256WithRsa, signature);
  const thumbprint = (algorithm: string) => createHash(algorithm).update(certificate).digest('base64url');
  return {
    privateKey,
    pem: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
    thumbprint: thumbprint('sha1'),
    thumbprintSha256: thumbprint('sha256'),
  };
}
