import { describe, expect, test } from 'vitest';
import { AbortedError, catalog, ProvisioningError, toProvisioningError, TransportError } from '../../src/index.ts';

describe('the catalog of errors', () => {
  test('gives every code a status that HTTP knows, a title and something to do about it', () => {
    for (const [code, entry] of Object.entries(catalog)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(entry.status, code).toBeGreaterThanOrEqual(400);
      expect(entry.status, code).toBeLessThan(600);
      expect(entry.title, code).not.toBe('');
      expect(entry.remedy, code).toMatch(/[.:]/);
    }
  });

  test('tells what to do next', () => {
    const error = new TransportError('AGENT_OFFLINE', 'No agent is connected.');
    expect(error.reaction).toBe('wait');
    expect(error.status).toBe(503);
    expect(error.name).toBe('TransportError');
  });

  test('keeps what was thrown by accident as the cause of a bug', () => {
    const thrown = new TypeError('x is undefined');
    const error = toProvisioningError(thrown);
    expect(error).toBeInstanceOf(ProvisioningError);
    expect([error.reaction, error.cause]).toEqual(['bug', thrown]);
    expect(toProvisioningError(error)).toBe(error);
    expect(toProvisioningError(new DOMException('stop', 'AbortError'))).toBeInstanceOf(AbortedError);
  });
});
