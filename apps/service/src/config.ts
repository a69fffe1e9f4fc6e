/** Every setting of the service, described once; read at start from flags and environment, then frozen. */
import { ConfigError } from '@drawbridge/base';
import { resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

export const settings = z.object({
  dataDirectory: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .describe('Where everything is kept: database, key file, certificates.'),
  port: port.default(8080).describe('Port of plain HTTP, on loopback only; 0 = a free one.'),
  tlsPort: port.default(8443).describe('Port of HTTPS for API clients and agents; 0 = a free one.'),
  tlsHost: z.string().default('0.0.0.0').describe('Address that HTTPS listens on.'),
  publicNames: z
    .string()
    .default('')
    .transform((names) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .describe(
      'Host names and addresses, comma-separated, that the HTTPS certificate is made for besides this host and localhost.',
    ),
  publicUrl: z
    .url({ protocol: /^https?$/, error: 'it must be an http or https URL' })
    .transform((url) => new URL(url))
    .refine(({ pathname, search, hash }) => pathname === '/' && search === '' && hash === '', {
      error: 'it must have no path: clients want the API at the root of its host',
    })
    .transform(({ origin }) => origin)
    .optional()
    .describe(
      'URL under which clients reach this service, as https://id.example; absolute links are made of it. Absent: of the host that each request names.',
    ),
  corsOrigins: z
    .string()
    .default('')
    .transform((origins) =>
      origins
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    )
    .refine((origins) => origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin), {
      error: 'each must be an origin, as https://portal.example',
    })
    .describe('Origins, comma-separated, whose pages may call the API from a browser (CORS).'),
  maxRequestsPerMinute: z.coerce
    .number()
    .int()
    .min(1)
    .default(60_000)
    .describe('API requests that one caller may make in a minute; more are answered with 429 and Retry-After.'),
  databaseUrl: z
    .string()
    .optional()
    .describe('PostgreSQL 15 or later; absent: the embedded database in the data directory.'),
  key: z
    .string()
    .optional()
    .describe('32 bytes, base64: the key that seals secrets; absent: a key file in the data directory.'),
  allowPrivateAddresses: z
    .stringbool()
    .default(false)
    .describe('Let the service itself reach private addresses when no agent is between.'),
  portalDirectory: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .optional()
    .describe('Where the built pages of the admin centre are; absent: those that came with the program.'),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged.'),
  auditRetentionDays: z.coerce.number().int().min(1).default(30).describe('Days that audit log records are kept.'),
  logRetentionDays: z.coerce.number().int().min(1).default(30).describe('Days that provisioning log records are kept.'),
});
export type Settings = Readonly<z.infer<typeof settings>>;

/** Environment variable of a setting: `dataDirectory` → `DRAWBRIDGE_DATA_DIRECTORY`; `DATABASE_URL` keeps its customary name. */
export function environmentName(field: string): string {
  if (field === 'databaseUrl') return 'DATABASE_URL';
  return `DRAWBRIDGE_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** The settings that are flags of the command line, too. */
const flagNames: Readonly<Record<string, string>> = {
  dataDirectory: '--data',
  port: '--port',
  tlsPort: '--tls-port',
  tlsHost: '--tls-host',
  logLevel: '--log-level',
};

/** Flags win over the environment. All wrong fields are reported together, by name. */
export function readSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const given: Record<string, unknown> = {};
  for (const field of Object.keys(settings.shape)) {
    const value = flags[field] ?? environment[environmentName(field)];
    if (value !== undefined && value !== '') given[field] = value;
  }
  const parsed = settings.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = parsed.error.issues.map((issue) => {
    const field = String(issue.path[0]);
    const fact = field in given ? issue.message : 'it is required';
    const flag = flagNames[field];
    return `${flag === undefined ? '' : `${flag} or `}${environmentName(field)}: ${fact}`;
  });
  throw new ConfigError('CONFIG_INVALID', `The configuration is not valid. ${problems.join('; ')}.`);
}
