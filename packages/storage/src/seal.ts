/**
 * Secrets at rest: AES-256-GCM under the key of the data directory. The id of the record is authenticated with the
 * text, so a sealed secret moved to another record does not open. Form: `v1.<iv>.<ciphertext>.<tag>`, base64url.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Secret, StorageError } from '@drawbridge/base';

export interface Seal {
  /** Seals a secret for the record with this id. Each call gives another text. */
  seal(plain: Secret, recordId: string): string;
  /** Opens what `seal` made for this record. Throws StorageError SEAL_BROKEN for another key or record, or a changed text. */
  open(sealed: string, recordId: string): Secret;
}

const version = 'v1';
const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** `key`: 32 bytes, or their base64 in a Secret. Throws StorageError SEAL_BROKEN when it is not that. */
export function createSeal(key: Secret | Buffer): Seal {
  const secretKey = key instanceof Secret ? parseKey(key) : requireLength(key);
  return {
    seal: (plain, recordId) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, secretKey, iv, { authTagLength: tagBytes }).setAAD(contextOf(recordId));
      const text = Buffer.concat([cipher.update(plain.reveal(), 'utf8'), cipher.final()]);
      return [version, ...[iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
    },
    open: (sealed, recordId) => {
      const [iv, text, tag] = partsOf(sealed, recordId);
      try {
        const decipher = createDecipheriv(algorithm, secretKey, iv, { authTagLength: tagBytes });
        decipher.setAAD(contextOf(recordId)).setAuthTag(tag);
        return new Secret(Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8'));
      } catch (cause) {
        throw broken(recordId, 'it was sealed with another key or for another record, or was changed', cause);
      }
    },
  };
}

/** Reads a key given as text, as an environment variable holds it: 32 bytes in base64 or base64url. */
export function parseKey(text: Secret): Buffer {
  const trimmed = text.reveal().trim();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed)) throw wrongKey('is not base64');
  return requireLength(Buffer.from(trimmed, 'base64'));
}

function requireLength(key: Buffer): Buffer {
  if (key.length !== keyBytes) throw wrongKey(`has ${key.length} bytes`);
  return key;
}

const contextOf = (recordId: string): Buffer => Buffer.from(`${version}:${recordId}`, 'utf8');

function partsOf(sealed: string, recordId: string): readonly [iv: Buffer, text: Buffer, tag: Buffer] {
  const [prefix, iv, text, tag, ...more] = sealed.split('.');
  if (prefix !== version || iv === undefined || text === undefined || tag === undefined || more.length > 0) {
    throw broken(recordId, `it does not have the form ${version}.<iv>.<ciphertext>.<tag>`);
  }
  const parts = [iv, text, tag].map((part) => decode(part, recordId)) as [Buffer, Buffer, Buffer];
  if (parts[0].length !== ivBytes || parts[2].length !== tagBytes)
    throw broken(recordId, 'a part of it has the wrong length');
  return parts;
}

/** Only the one spelling that `seal` writes: Buffer would pass over foreign characters and loose bits. */
function decode(part: string, recordId: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw broken(recordId, 'a part of it is not base64url');
  return bytes;
}

const broken = (recordId: string, reason: string, cause?: unknown): StorageError =>
  new StorageError(
    'SEAL_BROKEN',
    `The sealed secret of ${recordId} cannot be opened: ${reason}. Restore the key file that belongs to this data directory, or set the secret again.`,
    { details: { recordId }, cause },
  );

const wrongKey = (fact: string): StorageError =>
  new StorageError(
    'SEAL_BROKEN',
    `The key for sealed secrets ${fact}; it must be ${keyBytes} random bytes in base64: openssl rand -base64 ${keyBytes}`,
  );
