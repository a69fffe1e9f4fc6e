/**
 * Every write of the directory: one transaction, in which dynamic groups follow and addresses stay unique, and after whose
 * commit those are told who wait for it.
 */
import type { Clock } from '@drawbridge/base';
import { evaluateNextBatch, keepingDynamicGroups, RuleCache } from './dynamic-groups.ts';
import type { DirectoryStore, DirectoryWrites } from './ports/directory-store.ts';
import { keepingAddressesUnique } from './proxy-address.ts';

export class Transactions {
  readonly #store: DirectoryStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #ruleListeners = new Set<() => void>();
  readonly #rules = new RuleCache();

  constructor(store: DirectoryStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Calls `listener` after every committed write of this process; answers with how to stop that. */
  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when a rule was written that is to be put to everybody; answers with how to stop that. */
  onRuleRequested(listener: () => void): () => void {
    this.#ruleListeners.add(listener);
    return () => this.#ruleListeners.delete(listener);
  }

  async write<Result>(work: (writes: DirectoryWrites) => Promise<Result>): Promise<Result> {
    let isRuleRequested = false;
    const onRequested = (): void => {
      isRuleRequested = true;
    };
    const needs = { rules: this.#rules, clock: this.#clock, onRequested };
    const result = await this.#store.write((writes) =>
      work(keepingDynamicGroups(keepingAddressesUnique(writes), needs)),
    );
    for (const listener of this.#listeners) listener();
    if (isRuleRequested) for (const listener of this.#ruleListeners) listener();
    return result;
  }

  /** Puts the rule that waits longest to the next batch of people. False when none waits. */
  async evaluateRules(): Promise<boolean> {
    // Asked outside of a transaction, so that looking in vain is no write that others are told of.
    if (!(await this.#store.nextEvaluation())) return false;
    return this.write((writes) => evaluateNextBatch(writes, { rules: this.#rules, clock: this.#clock }));
  }
}
