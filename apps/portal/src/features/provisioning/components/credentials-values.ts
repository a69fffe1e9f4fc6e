/** Tenant URL and Secret Token between the API and the form: the PATCH dialect travels as a flag of the URL. */
import { connectivity } from '../../../text/connectivity.ts';
import { masked, secretOf, type SecretEntry } from '../api/secrets.ts';

export type Dialect = keyof typeof connectivity.credentials.dialects;

export type CredentialsValues = {
  readonly tenantUrl: string;
  /** Empty: the stored one. */
  readonly secretToken: string;
  readonly dialect: Dialect;
};

const flags: Readonly<Record<Exclude<Dialect, 'rfc'>, string>> = {
  entra: 'aadOptscim062020',
  'entra-legacy': 'AzureAdScimPatch2017',
};
const dialectOfFlag = (parameter: string): Dialect | undefined => {
  const name = parameter.replace(/[=/].*$/, '').toLowerCase();
  return (Object.keys(flags) as (keyof typeof flags)[]).find((dialect) => flags[dialect].toLowerCase() === name);
};

export function toForm(stored: readonly SecretEntry[]): CredentialsValues {
  const [address = '', query = ''] = splitQuery(secretOf(stored, 'BaseAddress') ?? '');
  const parameters = query.split('&').filter((parameter) => parameter !== '');
  const others = parameters.filter((parameter) => dialectOfFlag(parameter) === undefined);
  return {
    tenantUrl: address + (others.length === 0 ? '' : `?${others.join('&')}`),
    secretToken: '',
    dialect: parameters.map(dialectOfFlag).find((dialect) => dialect !== undefined) ?? 'rfc',
  };
}

export function toRequest({ tenantUrl, secretToken, dialect }: CredentialsValues): Record<string, string> {
  const [address = '', query = ''] = splitQuery(tenantUrl.trim());
  // A flag that was pasted with the URL is the choice itself.
  const given = query.split('&').filter((parameter) => parameter !== '');
  const hasFlag = given.some((parameter) => dialectOfFlag(parameter) !== undefined);
  const all = dialect === 'rfc' || hasFlag ? given : [...given, flags[dialect]];
  return {
    BaseAddress: address + (all.length === 0 ? '' : `?${all.join('&')}`),
    SecretToken: secretToken === '' ? masked : secretToken,
  };
}

export const hasToken = (stored: readonly SecretEntry[]): boolean => secretOf(stored, 'SecretToken') !== undefined;

/** What is wrong with a Tenant URL; undefined: nothing that can be seen from here. */
export function tenantUrlProblem(text: string): string | undefined {
  const words = connectivity.credentials;
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return words.tenantUrlInvalid;
  return url.username || url.password ? words.tenantUrlUser : undefined;
}

/** The stored token belongs to one host and is not sent to another. */
export const isElsewhere = (text: string, stored: readonly SecretEntry[]): boolean => {
  const before = URL.parse(secretOf(stored, 'BaseAddress') ?? '');
  const after = URL.parse(text.trim());
  return before !== null && after !== null && before.origin !== after.origin;
};

function splitQuery(text: string): readonly string[] {
  const at = text.indexOf('?');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
