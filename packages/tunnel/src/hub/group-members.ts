/**
 * Which agents belong to which group, remembered for a second at most: dispatching a request costs no query, and an
 * assignment made through another process is live within that second. `clear` makes one made here live at once.
 */
import type { Clock } from '@drawbridge/base';
import type { AgentRegistry } from './ports/agent-registry.ts';

const freshMs = 1000;
const maxGroups = 10_000;

export type Members = readonly string[];

export class GroupMembers {
  readonly #registry: AgentRegistry;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly members: Members; readonly readAtMs: number }>();
  readonly #loading = new Map<string, Promise<Members>>();

  constructor(registry: AgentRegistry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /** The members, if they were read within the last second. */
  peek(groupId: string): Members | undefined {
    const entry = this.#known.get(groupId);
    return entry !== undefined && this.#clock.monotonicMs() - entry.readAtMs < freshMs ? entry.members : undefined;
  }

  /** Reads the members; concurrent callers share one query. */
  load(groupId: string): Promise<Members> {
    const running = this.#loading.get(groupId);
    if (running !== undefined) return running;
    const loading = this.#read(groupId).finally(() => {
      if (this.#loading.get(groupId) === loading) this.#loading.delete(groupId);
    });
    this.#loading.set(groupId, loading);
    return loading;
  }

  async get(groupId: string): Promise<Members> {
    return this.peek(groupId) ?? this.load(groupId);
  }

  /** Forgets everything, also what is being read at this moment. */
  clear(): void {
    this.#known.clear();
    this.#loading.clear();
  }

  async #read(groupId: string): Promise<Members> {
    const readAtMs = this.#clock.monotonicMs();
    const started = this.#loading;
    const members = await this.#registry.agentsOfGroup(groupId);
    if (this.#known.size >= maxGroups) this.#known.clear();
    if (started.has(groupId)) this.#known.set(groupId, { members, readAtMs });
    return members;
  }
}
