import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutGuestDecoration } from '../src/guest.ts';

describe('the userPrincipalName of a guest', () => {
  test.each([
    ['anna_partner.example#EXT#@corp.example', 'anna@partner.example'],
    ['anna_b_partner.example#ext#@corp.example', 'anna_b@partner.example'],
    ['anna@corp.example', 'anna@corp.example'],
    ['noUnderscore#EXT#@corp.example', 'noUnderscore#EXT#@corp.example'],
    ['#EXT#@corp.example', '#EXT#@corp.example'],
    ['_partner.example#EXT#@corp.example', '_partner.example#EXT#@corp.example'],
    ['', ''],
  ])('%s is seen as %s', (decorated, seen) => {
    expect(withoutGuestDecoration(decorated)).toBe(seen);
  });

  test('every alias and domain come back from their decoration', () => {
    const alias = fc.stringMatching(/^[a-z0-9._-]{1,20}$/);
    const domain = fc.stringMatching(/^[a-z0-9-]{1,10}\.example$/);
    fc.assert(
      fc.property(alias, domain, (name, home) => {
        expect(withoutGuestDecoration(`${name}_${home}#EXT#@corp.example`)).toBe(`${name}@${home}`);
      }),
    );
  });
});
