/** The options of the command. What they mean and must be stands in `config.ts`; this only takes the words apart. */
import { Command } from 'commander';
import { settings, type GivenSettings } from './config.ts';

const describe = (name: keyof typeof settings.shape): string => settings.shape[name].description ?? '';

export function readArguments(words: readonly string[]): GivenSettings {
  const command = new Command('drawbridge-scim-app')
    .description('A reference SCIM 2.0 application: Users and Groups at /scim, in a database of its own.')
    .requiredOption('--port <number>', describe('port'))
    .option('--token <token>', describe('token'))
    .requiredOption('--data <directory>', describe('data'))
    .option('--host <address>', describe('host'))
    .option('--fault-latency-ms <number>', describe('faultLatencyMs'))
    .option('--fault-error-rate <number>', describe('faultErrorRate'))
    .option('--log-level <level>', describe('logLevel'));
  return command.parse(words, { from: 'user' }).opts<GivenSettings>();
}
