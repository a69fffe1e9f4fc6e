/** curl, and every other page of docs/how-to that shows a client: what they tell the reader to type is run. */
import { describe, expect, test } from 'vitest';
import { followPage } from '../support/how-to-page.ts';
import type { Installation } from '../support/installation.ts';

export function documentationSuite(installation: () => Installation): void {
  describe('the pages about clients can be followed', () => {
    test('curl', async () => {
      const printed = await followPage('curl', installation());
      expect(printed).toContain('"jobTitle": "Rear Admiral"');
      expect(printed).toContain('Create: Success');
      expect(printed).toContain('create success');
      expect(printed).toMatch(/\[\s*200,\s*200\s*\]/);
    });

    test('JavaScript', async () => {
      const printed = await followPage('javascript', installation());
      expect(printed).toMatch(/^\d+ users$/m);
      expect(printed).toMatch(/^the job is \w+$/m);
      expect(printed).toMatch(/^404 Request_ResourceNotFound [0-9a-f-]{36}$/m);
    });

    test('MSAL and Azure.Identity', async () => {
      const printed = await followPage('msal', installation());
      expect(printed).toContain('signed in by certificate');
      expect(printed.match(/^signed in as ada@corp\.example$/gm)).toHaveLength(2);
      expect(printed).toContain('Ada Lovelace');
      expect(printed).toContain('signed in twice');
    });

    test('Kiota SDKs', async () => {
      expect(await followPage('kiota', installation())).toContain('@corp.example');
    });
  });
}
