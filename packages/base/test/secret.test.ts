import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createLogger, Secret } from '../src/index.ts';

const secret = new Secret('hunter2');

describe('a secret', () => {
  test('prints as *** however it is printed', () => {
    const printed = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret, { depth: 9 }),
    ];
    for (const text of printed) {
      expect(text).toContain('***');
      expect(text).not.toContain('hunter2');
    }
    expect(secret.reveal()).toBe('hunter2');
  });

  test('does not reach the log, wrapped or under a telling name', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream;
    const logger = createLogger({ name: 'test', destination });
    logger.info({ value: secret, token: 'hunter2', nested: { clientSecret: 'hunter2' } }, 'said');
    expect(lines.join('')).toContain('"msg":"said"');
    expect(lines.join('')).not.toContain('hunter2');
  });
});
