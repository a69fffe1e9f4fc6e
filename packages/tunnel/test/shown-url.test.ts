import { describe, expect, test } from 'vitest';
import { auditedUrl, shownUrl } from '../src/shown-url.ts';

describe('a URL', () => {
  test('is shown whole in messages, without user info and secrets', () => {
    expect(shownUrl('https://a.example:8585/scim/Users?filter=userName%20eq%20%22x%22&count=1')).toBe(
      'https://a.example:8585/scim/Users?filter=userName%20eq%20%22x%22&count=1',
    );
    expect(shownUrl('https://bob:hush@a.example/scim?access_token=hush&x=1&api-key=hush&sig=hush')).toBe(
      'https://a.example/scim?access_token=***&x=1&api-key=***&sig=***',
    );
  });

  test('has no query value in the audit log', () => {
    expect(auditedUrl('https://a.example/scim/Users?filter=bob&count')).toBe(
      'https://a.example/scim/Users?filter=***&count',
    );
  });
});
