import { Secret } from '@drawbridge/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from '../../src/signin/network.ts';
import { isOutdated, hashPassword, matchesPassword } from '../../src/signin/password-hash.ts';
import { passwordFault } from '../../src/signin/password-policy.ts';
import { html } from '../../src/signin/pages/html.ts';
import { relyingPartyOf } from '../../src/signin/passkeys.ts';

const user = { userPrincipalName: 'ada.lovelace@corp.example' };

describe('a password', () => {
  test.each([
    'short',
    'elevenchars',
    'password1234',
    'P@ssw0rd!2024',
    'Welcome!!!2026',
    'correct horse battery staple',
    '123456789012',
    '987654321098',
    'aaaaaaaaaaaa',
    'abababababab',
    'lovelace2026',
    'Ada.Lovelace1',
    'half a pair \ud800 here',
    'a nul \0 in between',
    'x'.repeat(257),
  ])('%j is refused', (text) => {
    expect(passwordFault(new Secret(text), user)).toBeTypeOf('string');
  });

  test.each([
    'seven purple mountains',
    'xWwvJ]6NMw+bWH-d',
    'пароль для всех нас',
    'lovelace counts the stars',
    '🐘🦊🐢🦉🐝🐬🐇🐙🦀🐌🐞🦋',
  ])('%j is accepted', (text) => {
    expect(passwordFault(new Secret(text), user)).toBeUndefined();
  });

  test('of any kind is judged without failing, and none shorter than 12 is accepted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const fault = passwordFault(new Secret(text), user);
        if ([...text].length < 12) expect(fault).toBeTypeOf('string');
      }),
    );
  });

  test('rests as argon2id with the present parameters; older ones are told apart', async () => {
    const hash = await hashPassword(new Secret('seven purple mountains'));
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await matchesPassword(hash, new Secret('seven purple mountains'))).toBe(true);
    expect(await matchesPassword(hash, new Secret('seven purple mountain'))).toBe(false);
    expect([isOutdated(hash), isOutdated(hash.replace('m=19456', 'm=4096'))]).toEqual([false, true]);
  });
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the address %s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  ['https://id.corp.example', 'id.corp.example'],
  ['http://localhost:8080', 'localhost'],
  ['http://id.corp.example', undefined],
  ['http://127.0.0.1:8080', undefined],
  ['https://[::1]:8443', undefined],
  ['https://192.0.2.1', undefined],
  ['no url', undefined],
])('passkeys at %s are for %s', (origin, id) => {
  expect(relyingPartyOf(origin)?.id).toBe(id);
});

test('nothing that is put into HTML becomes markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(html`<b title="${text}">${[text]}</b>`.text.replace(/^<b title="|<\/b>$/g, '')).not.toMatch(/[<']/);
    }),
  );
});
