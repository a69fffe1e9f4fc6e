/**
 * Every setting of the application, described once: as an option of the command, and where a secret may not stand on a
 * command line, as an environment variable. All wrong settings are reported together.
 */
import { ConfigError, Secret } from '@drawbridge/base';
import { z } from 'zod';

const wholeNumber = (min: number, max: number) => z.coerce.number<string | number>().int().min(min).max(max);

export const settings = z.object({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
  port: wholeNumber(0, 65_535).describe('Port to listen on; 0 takes a free one.'),
  token: z
    .string({ error: 'is missing: give --token, or set DRAWBRIDGE_SCIM_TOKEN' })
    .min(1)
    .regex(/^[\x21-\x7e]+$/, { error: 'must be printable ASCII without spaces, as it travels in a header' })
    .transform((text) => new Secret(text))
    .describe('The bearer token that every request must carry; also from DRAWBRIDGE_SCIM_TOKEN.'),
  data: z.string().min(1).describe('Directory of the database; made when it does not exist. One process at a time.'),
  databaseUrl: z
    .string()
    .min(1)
    .optional()
    .describe('A PostgreSQL server instead of the embedded database; from DRAWBRIDGE_SCIM_DATABASE_URL.'),
  faultLatencyMs: wholeNumber(0, 600_000)
    .default(0)
    .describe('For demonstrations: wait so many milliseconds before each answer.'),
  faultErrorRate: z.coerce
    .number<string | number>()
    .min(0)
    .max(1)
    .default(0)
    .describe('For demonstrations: answer 503 to this share of the requests, between 0 and 1.'),
  logLevel: z
    .enum(['error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('The least severe level that is logged.'),
});

export type Settings = Readonly<z.output<typeof settings>>;
export type GivenSettings = { readonly [name in keyof z.input<typeof settings>]?: string | undefined };

/** Command line before environment. Throws ConfigError CONFIG_INVALID that names every wrong setting. */
export function readSettings(given: GivenSettings, environment: NodeJS.ProcessEnv = process.env): Settings {
  const result = settings.safeParse({
    ...given,
    token: given.token ?? environment['DRAWBRIDGE_SCIM_TOKEN'],
    databaseUrl: given.databaseUrl ?? environment['DRAWBRIDGE_SCIM_DATABASE_URL'],
  });
  if (result.success) return Object.freeze(result.data);
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new ConfigError('CONFIG_INVALID', `The configuration is not valid: ${wrong.join('; ')}.`);
}
