/** Settings of the agent: flags of the command line and the environment; the only place that reads `process.env`. */
import { hostname, release, type } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@drawbridge/base';
import type { AgentSoftware, Environment } from '@drawbridge/tunnel/agent';
import { agentVersion } from './version.ts';

export type RunConfig = {
  /** Directory of the identity. */
  readonly stateDirectory: string;
  /** Policy file; without one every http(s) address is allowed but link-local and metadata ones. */
  readonly policyFile: string | undefined;
  /** One line per request. */
  readonly auditFile: string;
  /** HTTP proxy for the channel; flag, else DRAWBRIDGE_AGENT_PROXY. */
  readonly proxy: URL | undefined;
  /** Milliseconds between pings, default 15,000; DRAWBRIDGE_AGENT_HEARTBEAT_MS. */
  readonly heartbeatMs: number | undefined;
  /** error, warn, info (default) or debug; DRAWBRIDGE_AGENT_LOG_LEVEL. */
  readonly logLevel: string;
  /** Where the policy's `secretRef: env:NAME` looks. */
  readonly environment: Environment;
};

export function readRunConfig(
  flags: { readonly state: string; readonly policy?: string; readonly audit?: string; readonly proxy?: string },
  environment: Environment = process.env,
): RunConfig {
  const logLevel = environment['DRAWBRIDGE_AGENT_LOG_LEVEL'] ?? 'info';
  const heartbeat = environment['DRAWBRIDGE_AGENT_HEARTBEAT_MS'];
  const wrong = [
    ...(['error', 'warn', 'info', 'debug'].includes(logLevel)
      ? []
      : ['DRAWBRIDGE_AGENT_LOG_LEVEL must be error, warn, info or debug']),
    ...(heartbeat === undefined || /^[1-9]\d{1,6}$/.test(heartbeat)
      ? []
      : ['DRAWBRIDGE_AGENT_HEARTBEAT_MS must be 10 to 9999999']),
  ];
  if (wrong.length > 0) throw new ConfigError('CONFIG_INVALID', `${wrong.join('; ')}.`);
  return {
    stateDirectory: flags.state,
    policyFile: flags.policy,
    auditFile: flags.audit ?? join(flags.state, 'audit.log'),
    proxy: readProxy(flags.proxy, environment),
    heartbeatMs: heartbeat === undefined ? undefined : Number(heartbeat),
    logLevel,
    environment,
  };
}

/** The proxy of the flag, else of DRAWBRIDGE_AGENT_PROXY. Throws ConfigError CONFIG_INVALID. */
export function readProxy(flag: string | undefined, environment: Environment = process.env): URL | undefined {
  const text = flag ?? environment['DRAWBRIDGE_AGENT_PROXY'];
  if (text === undefined || text === '') return undefined;
  if (URL.canParse(text) && new URL(text).protocol === 'http:') return new URL(text);
  throw new ConfigError('CONFIG_INVALID', 'The proxy must be a URL like http://proxy.example.com:3128.');
}

export const machineName = (): string => hostname();
export const software: AgentSoftware = { version: agentVersion, os: `${type()} ${release()}` };
