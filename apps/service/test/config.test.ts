import { describe, expect, it } from 'vitest';
import { environmentName, readSettings, settings } from '../src/config.ts';

const problem = (flags: Record<string, unknown>, environment = {}): string => {
  try {
    readSettings(flags, environment);
  } catch (thrown) {
    expect((thrown as { code: string }).code).toBe('CONFIG_INVALID');
    return (thrown as Error).message;
  }
  throw new Error('The settings were accepted.');
};

describe('settings', () => {
  it('come from flags, else from the environment, else from their defaults', () => {
    const environment = { DRAWBRIDGE_PORT: '9000', DRAWBRIDGE_TLS_PORT: '9001', DATABASE_URL: 'postgres://h/d' };
    expect(readSettings({ dataDirectory: '/data', port: '0' }, environment)).toMatchObject({
      dataDirectory: '/data',
      port: 0,
      tlsPort: 9001,
      databaseUrl: 'postgres://h/d',
      allowPrivateAddresses: false,
      publicNames: [],
    });
    expect(readSettings({ dataDirectory: 'x', publicNames: 'a.example, 10.0.0.1,' }, {}).publicNames).toEqual([
      'a.example',
      '10.0.0.1',
    ]);
  });

  it('are refused together, each by its flag and its variable', () => {
    const message = problem({ dataDirectory: '/data', port: 'abc', tlsPort: 70_000, logLevel: 'loud' });
    for (const part of ['--port', 'DRAWBRIDGE_PORT', '--tls-port', 'DRAWBRIDGE_LOG_LEVEL'])
      expect(message).toContain(part);
    expect(problem({})).toContain('--data');
    expect(problem({})).not.toContain('undefined');
    expect(problem({ dataDirectory: '/data', port: '-1' })).toContain('--port');
  });

  it('each say what they are for', () => {
    for (const [name, field] of Object.entries(settings.shape)) {
      expect(field.description, name).toMatch(/\.$/);
      expect(environmentName(name)).toMatch(/^[A-Z_]+$/);
    }
  });
});
