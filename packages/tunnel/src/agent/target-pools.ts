/** Keep-alive connections to the targets: one undici pool per origin and rule, made at first use, the longest unused closed. */
import { isIP } from 'node:net';
import type { buildConnector as Connectors } from 'undici';
import { buildConnector, Pool } from './http-client.ts';
import { guardedLookup } from './policy/link-local.ts';
import type { TargetRule } from './policy/policy.ts';
import { trusting } from './trust.ts';

const maxPools = 32;
const connectionsPerTarget = 128;
const connectWithinMs = 10_000;

export class TargetPools {
  readonly #allowLinkLocal: boolean;
  /** In order of use, the longest unused first. */
  readonly #pools = new Map<string, Pool>();

  constructor(allowLinkLocal: boolean) {
    this.#allowLinkLocal = allowLinkLocal;
  }

  poolFor(origin: string, rule: TargetRule | undefined): Pool {
    const key = `${rule?.line ?? 0} ${origin}`;
    const known = this.#pools.get(key);
    if (known !== undefined) {
      if (this.#pools.size > 1) {
        this.#pools.delete(key);
        this.#pools.set(key, known);
      }
      return known;
    }
    const pool = new Pool(origin, {
      connections: connectionsPerTarget,
      connect: this.#connector(origin, rule),
      // The hub's deadline rules each request; a slow answer is no reason of its own to break off.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#pools.set(key, pool);
    this.#evict();
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }

  #connector(origin: string, rule: TargetRule | undefined): Connectors.connector {
    const { protocol, hostname } = new URL(origin);
    const lookup = this.#allowLinkLocal || isIP(hostname) !== 0 ? {} : { lookup: guardedLookup };
    const client = rule?.clientCertificate === undefined ? {} : { cert: rule.clientCertificate, key: rule.clientKey };
    const trust =
      protocol !== 'https:'
        ? {}
        : rule?.clientCertificate === undefined
          ? { secureContext: trusting(...bundle(rule)) }
          : { ca: bundle(rule) };
    return buildConnector({ timeout: connectWithinMs, ...lookup, ...client, ...trust } as Connectors.BuildOptions);
  }

  #evict(): void {
    if (this.#pools.size <= maxPools) return;
    const [oldest] = this.#pools;
    if (oldest === undefined) return;
    this.#pools.delete(oldest[0]);
    // Finishes what is in flight there, then closes; a failing close is of no consequence to anyone.
    oldest[1].close().catch(() => {});
  }
}

const bundle = (rule: TargetRule | undefined): string[] => (rule?.caBundle === undefined ? [] : [rule.caBundle]);
