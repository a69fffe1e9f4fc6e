import { ConfigError } from '@drawbridge/base';
import { expect, test } from 'vitest';
import { readArguments } from '../src/command-line.ts';
import { readSettings, settings } from '../src/config.ts';

const given = { port: '0', data: '/tmp/x' };

test('every setting is described', () => {
  for (const [name, field] of Object.entries(settings.shape)) expect(field.description, name).toMatch(/\w+.*\./);
});

test('what the command line says counts before the environment', () => {
  const environment = { DRAWBRIDGE_SCIM_TOKEN: 'from-environment', DRAWBRIDGE_SCIM_DATABASE_URL: 'postgres://x' };
  expect(readSettings(given, environment).token.reveal()).toBe('from-environment');
  const words = ['--port', '8080', '--token', 'from-line', '--data', 'd', '--host', '::1'];
  const read = readSettings(readArguments(words), environment);
  expect(read).toMatchObject({ port: 8080, host: '::1', data: 'd', databaseUrl: 'postgres://x', faultErrorRate: 0 });
  expect(read.token.reveal()).toBe('from-line');
});

test('all wrong settings are reported together, by name, and without the token', () => {
  const wrong = { ...given, port: 'x', token: 'a b\nsecret', faultErrorRate: '2', logLevel: 'loud' };
  const attempt = (): unknown => readSettings(wrong, {});
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(/port .*token .*faultErrorRate .*logLevel /);
  expect(attempt).not.toThrow(/secret/);
});

test('the token prints as stars', () => {
  expect(JSON.stringify(readSettings({ ...given, token: 'hunter2' }, {}))).not.toContain('hunter2');
});
