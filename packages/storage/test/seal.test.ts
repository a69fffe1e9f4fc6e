import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '@drawbridge/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadOrCreateKey } from '../src/seal-key-file.ts';
import { createSeal, parseKey } from '../src/seal.ts';
import { temporaryDirectory } from './database/temporary-directory.ts';

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return (thrown as { code?: unknown }).code;
  }
};

describe('seal', () => {
  const seal = createSeal(randomBytes(32));
  const sealed = seal.seal(new Secret('s3cret'), 'application-1');

  test('any secret opens again for its record', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, recordId) => {
        expect(seal.open(seal.seal(new Secret(plain), recordId), recordId).reveal()).toBe(plain);
      }),
    );
  });

  test('the same secret sealed twice gives two texts, of versioned base64url parts', () => {
    expect(seal.seal(new Secret('s3cret'), 'application-1')).not.toBe(sealed);
    expect(sealed).toMatch(/^v1\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
    expect(sealed).not.toContain('s3cret');
  });

  test('another record, another key or a lost key does not open it', () => {
    expect(codeOf(() => seal.open(sealed, 'application-2'))).toBe('SEAL_BROKEN');
    expect(codeOf(() => createSeal(randomBytes(32)).open(sealed, 'application-1'))).toBe('SEAL_BROKEN');
  });

  test('one changed character anywhere breaks it', () => {
    for (let index = 0; index < sealed.length; index++) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
      expect(codeOf(() => seal.open(changed, 'application-1'))).toBe('SEAL_BROKEN');
    }
  });

  test.each([
    ['empty', ''],
    ['not sealed at all', 's3cret'],
    ['cut', sealed.slice(0, -5)],
    ['without its tag', sealed.split('.').slice(0, 3).join('.')],
    ['with a short tag', `${sealed.split('.').slice(0, 3).join('.')}.AAAA`],
    ['with an empty iv', `v1..${sealed.split('.').slice(2).join('.')}`],
    ['with a part too many', `${sealed}.AAAA`],
    ['of another version', sealed.replace('v1', 'v2')],
    ['padded', `${sealed}=`],
    ['with a line end', `${sealed}\n`],
  ])('a text that is %s does not open', (_name, text) => {
    expect(codeOf(() => seal.open(text, 'application-1'))).toBe('SEAL_BROKEN');
  });

  test('the message names the record and holds no secret', () => {
    const failure = (() => {
      try {
        return seal.open(sealed, 'application-2').toString();
      } catch (thrown) {
        return (thrown as Error).message;
      }
    })();
    expect(failure).toContain('application-2');
    expect(failure).not.toContain(sealed);
  });
});

describe('parseKey', () => {
  const key = randomBytes(32);

  test('base64 and base64url are read, with space around', () => {
    expect(parseKey(new Secret(` ${key.toString('base64')}\n`))).toEqual(key);
    expect(parseKey(new Secret(key.toString('base64url')))).toEqual(key);
  });

  test.each([
    ['empty', ''],
    ['too short', randomBytes(16).toString('base64')],
    ['too long', randomBytes(33).toString('base64')],
    ['not base64', 'pass word!'],
  ])('a key that is %s is refused without being repeated', (_name, text) => {
    expect(codeOf(() => createSeal(new Secret(text)))).toBe('SEAL_BROKEN');
    expect(() => parseKey(new Secret(text))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining(text || 'nothing') as string }) as Error,
    );
  });
});

describe('loadOrCreateKey', () => {
  test('a key is made once, for its owner only, and read again', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'deep', 'seal.key');
    const key = await loadOrCreateKey(file);
    expect(key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toBe(key.toString('base64'));
    expect(await loadOrCreateKey(file)).toEqual(key);
    expect(readdirSync(join(directory, 'deep'))).toEqual(['seal.key']);
  });

  test('many that make it at once get the same key', async () => {
    const file = join(temporaryDirectory(), 'seal.key');
    const keys = await Promise.all(Array.from({ length: 10 }, () => loadOrCreateKey(file)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  });

  test.each([0o644, 0o640, 0o604, 0o660])(
    'a file of mode %o is refused with the command that mends it',
    async (mode) => {
      const file = join(temporaryDirectory(), 'seal.key');
      await loadOrCreateKey(file);
      chmodSync(file, mode);
      await expect(loadOrCreateKey(file)).rejects.toMatchObject({
        code: 'DATA_DIRECTORY_UNUSABLE',
        message: expect.stringContaining(`chmod 600 ${file}`) as string,
      });
    },
  );

  test('a file without a key is refused by name', async () => {
    const file = join(temporaryDirectory(), 'seal.key');
    writeFileSync(file, 'not a key', { mode: 0o600 });
    await expect(loadOrCreateKey(file)).rejects.toMatchObject({
      code: 'SEAL_BROKEN',
      message: expect.stringContaining(file) as string,
    });
  });

  test('a directory in its place is refused', async () => {
    const file = join(temporaryDirectory(), 'seal.key');
    mkdirSync(file, { mode: 0o700 });
    await expect(loadOrCreateKey(file)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
  });
});
