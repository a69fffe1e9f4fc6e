import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '@drawbridge/base';
import { isUnder, parseBaseUrl } from '../../src/agent/policy/base-url.ts';
import { Policy } from '../../src/agent/policy/policy.ts';
import { parsePolicy } from '../../src/agent/policy/read-policy.ts';

const admits = (text: string, method: string, url: string): boolean => {
  try {
    new Policy(parsePolicy(text, 'policy.yaml')).admit(method, new URL(url), {});
    return true;
  } catch {
    return false;
  }
};

describe('a policy file', () => {
  test('states what is allowed, in any of its forms', () => {
    const text =
      'allow:\n  - https://a.example/scim\n  - url: http://b.example\n    methods: [GET]\nmethods: [get, POST, DELETE]\ndeny: [DELETE]\n';
    expect(admits(text, 'POST', 'https://a.example/scim')).toBe(true);
    expect(admits(text, 'POST', 'https://a.example/scim/Users')).toBe(true);
    expect(admits(text, 'PATCH', 'https://a.example/scim/Users')).toBe(false);
    expect(admits(text, 'DELETE', 'https://a.example/scim/Users')).toBe(false);
    expect(admits(text, 'GET', 'http://b.example/anything')).toBe(true);
    expect(admits(text, 'POST', 'http://b.example/anything')).toBe(false);
    expect(admits(text, 'GET', 'https://a.example:444/scim')).toBe(false);
    expect(admits(text, 'GET', 'https://user@a.example/scim')).toBe(false);
    expect(admits('readOnly: true', 'GET', 'https://x.example/')).toBe(true);
    expect(admits('readOnly: true', 'POST', 'https://x.example/')).toBe(false);
    expect(admits('allow: []', 'GET', 'https://x.example/')).toBe(false);
    expect(admits('allowLinkLocal: true', 'GET', 'http://169.254.1.1/')).toBe(true);
    expect(admits('readOnly: false', 'TRACE', 'https://x.example/')).toBe(false);
  });

  test('that has anything unknown or wrong is refused, with the line', () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['allow: []\nalow: []', 'line 2: "alow" is not known'],
      ['allow:\n  - url: https://a.example\n    methds: [GET]', 'line 3: "methds" is not known'],
      ['allow:\n  - ftp://a.example', 'line 2: a base URL must be'],
      ['allow:\n  - https://a.example/?x=1', 'line 2: a base URL must be'],
      ['allow: https://a.example', 'line 1: allow must be a list'],
      ['readOnly: yes please', 'line 1: true or false'],
      ['deny: [DEL ETE]', 'line 1: "DEL ETE" is no HTTP method'],
      ['deny:', 'line 1: deny has no value'],
      ['allow: []\nallow: []', 'line 2'],
      ['allow: [', 'line 1'],
      ['- a', 'line 1: the policy must be a map'],
      ['', 'the policy must be a map'],
      ['allow:\n  - url: https://a.example\n    headers:\n      Authorization: Bearer hush', 'line 4'],
      ['allow:\n  - url: https://a.example\n    headers:\n      Authorization: { secretRef: "vault:x" }', 'line 4'],
      ['allow:\n  - url: https://a.example\n    caBundle: /does/not/exist', 'line 3: /does/not/exist cannot be read'],
      ['allow:\n  - url: https://a.example\n    clientKey: /x', 'belong together'],
      ['deny: &a [GET]\nmethods: *a', 'line 2: aliases'],
      ['__proto__: {}', '"__proto__" is not known'],
    ];
    for (const [text, message] of wrong) expect(() => parsePolicy(text, 'policy.yaml'), text).toThrow(message);
  });

  test('of any content is read or refused with CONFIG_INVALID', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.json(),
          fc
            .array(
              fc.constantFrom(
                'allow',
                ':',
                ' ',
                '\n',
                '-',
                '  ',
                '[',
                ']',
                '{',
                '}',
                'https://a.example',
                '&a',
                '*a',
                '!!js',
              ),
            )
            .map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            parsePolicy(text, 'policy.yaml');
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(ConfigError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a base URL', () => {
  test('covers what lies under it on a segment border, however the path is written', () => {
    const base = parseBaseUrl('https://a.example/scim/v2/')!;
    const under = (path: string): boolean => isUnder(new URL(`https://a.example${path}`), base);
    for (const inside of ['/scim/v2', '/scim/v2/', '/scim/v2/Users?x=..', '/scim/v2/a/../b', '/scim/v2/Users/a%2Fb'])
      expect(under(inside), inside).toBe(true);
    for (const outside of [
      '/',
      '/scim',
      '/scim/v20',
      '/scim/v2/..',
      '/scim/v2/../../x',
      '/scim/v2/%2e%2e/x',
      '/scim/v2/..%2f..%2fx',
      '/scim/v2/%252e%252e%252fx',
      '/scim/v2/..\\x',
      '/scim/v2/..%5cx',
      '/scim/v2//..%2fx',
    ])
      expect(under(outside), outside).toBe(false);
  });
});
