/** A header whose value stays on the agent's site: `secretRef: file:/path` or `env:NAME`, read when it is needed. */
import { readFileSync } from 'node:fs';
import { AgentError, Secret, type Clock } from '@drawbridge/base';

export type InjectedHeader = {
  readonly name: string;
  readonly line: number;
  /** Put in front of the secret, for example `Bearer `. */
  readonly prefix: string;
  readonly ref: SecretRef;
};

export type SecretRef =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'env'; readonly name: string };

export type Environment = Readonly<Record<string, string | undefined>>;

/** A changed file is noticed this soon, so that a rotated secret needs no restart. */
const rereadAfterMs = 5000;

export function parseSecretRef(text: string): SecretRef | undefined {
  const [, kind, rest] = /^(file|env):(.+)$/.exec(text) ?? [];
  if (rest === undefined) return undefined;
  return kind === 'file' ? { kind: 'file', path: rest } : { kind: 'env', name: rest };
}

export class SecretHeaders {
  readonly #environment: Environment;
  readonly #clock: Clock;
  readonly #files = new Map<string, { readonly value: Secret; readonly readAtMs: number }>();

  constructor(environment: Environment, clock: Clock) {
    this.#environment = environment;
    this.#clock = clock;
  }

  /** The header's value. Throws AgentError AGENT_SECRET_UNAVAILABLE, naming the place and never the secret. */
  value({ name, line, prefix, ref }: InjectedHeader): string {
    const missing = (fact: string): AgentError =>
      new AgentError('AGENT_SECRET_UNAVAILABLE', `The policy's header ${name} (line ${line}) has no value: ${fact}.`);
    if (ref.kind === 'env') {
      const value = this.#environment[ref.name];
      if (value === undefined || value === '') throw missing(`the environment variable ${ref.name} is not set`);
      return prefix + value;
    }
    const known = this.#files.get(ref.path);
    const nowMs = this.#clock.monotonicMs();
    if (known !== undefined && nowMs - known.readAtMs < rereadAfterMs) return prefix + known.value.reveal();
    try {
      const value = new Secret(readFileSync(ref.path, 'utf8').trim());
      this.#files.set(ref.path, { value, readAtMs: nowMs });
      return prefix + value.reveal();
    } catch (cause) {
      throw missing(`${ref.path} cannot be read (${(cause as NodeJS.ErrnoException).code})`);
    }
  }
}
