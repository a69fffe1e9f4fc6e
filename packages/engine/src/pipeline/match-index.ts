/**
 * What a target holds, by matching value, read by pages instead of asked for one by one: match answers from here when it
 * is sure, and asks the target otherwise. Bounded: resources are kept as text up to a limit, beyond it only their ids.
 */
import { foldCase, getAtPath, readDocument, type ResourceType, type ScimObject } from '@drawbridge/scim';
import type { CompiledMapping } from '../mapping/compiled-rule.ts';
import type { MatchValue } from './record.ts';

/** `none`: nobody has the value. `ask`: the target must be asked. `id`: one resource has it, and must be read. */
type IndexAnswer =
  | { readonly kind: 'none' | 'ask' }
  | { readonly kind: 'resource'; readonly resource: ScimObject }
  | { readonly kind: 'id'; readonly id: string };

/** So many times the target is asked although nobody seems to have the value: some list nobody without a filter. */
const checks = 5;

type Entry = { readonly id: string; readonly exact: string; isAmbiguous: boolean };

const none: IndexAnswer = { kind: 'none' };
const ask: IndexAnswer = { kind: 'ask' };

export class MatchIndex {
  readonly #matching: readonly CompiledMapping[];
  readonly #resourceType: ResourceType;
  readonly #byValue: ReadonlyMap<string, Map<string, Entry>>;
  readonly #texts = new Map<string, string>();
  readonly #maxKeptCharacters: number;
  #keptCharacters = 0;
  #isEmpty = true;
  #isWrong = false;
  readonly #checks: Promise<void>[] = [];

  constructor(matching: readonly CompiledMapping[], resourceType: ResourceType, maxKeptCharacters: number) {
    this.#matching = matching;
    this.#resourceType = resourceType;
    this.#maxKeptCharacters = maxKeptCharacters;
    this.#byValue = new Map(matching.map(({ target }) => [target, new Map<string, Entry>()]));
  }

  add(resource: ScimObject): void {
    this.#isEmpty = false;
    const id = String(resource['id']);
    for (const { target, path } of this.#matching) {
      const entries = this.#byValue.get(target)!;
      const value = getAtPath(resource, path, this.#resourceType);
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one === undefined || one === null || typeof one === 'object') continue;
        const key = foldCase(String(one));
        const before = entries.get(key);
        if (!before) entries.set(key, { id, exact: String(one), isAmbiguous: false });
        else if (before.id !== id) before.isAmbiguous = true;
      }
    }
    this.#keep(id, resource);
  }

  /** Whether one resource at least has the value. */
  has({ target, value }: MatchValue): boolean {
    return !this.#isWrong && this.#byValue.get(target)?.has(foldCase(String(value))) === true;
  }

  lookup({ target, value }: MatchValue): IndexAnswer {
    const entries = this.#byValue.get(target);
    if (!entries || this.#isWrong) return ask;
    // An attribute that nobody has may be one that the target does not show.
    if (entries.size === 0) return this.#isEmpty ? none : ask;
    const text = String(value);
    const entry = entries.get(foldCase(text));
    if (!entry) return none;
    // Which of two is meant, and whether the case of letters counts, is the target's to say.
    if (entry.isAmbiguous || entry.exact !== text) return ask;
    const kept = this.#texts.get(entry.id);
    return kept === undefined ? { kind: 'id', id: entry.id } : { kind: 'resource', resource: readDocument(kept) };
  }

  /**
   * Whether `none` can be believed: the first few are checked by the given search, and the others wait for what it says.
   */
  async isBelieved(isThere: () => Promise<boolean>): Promise<boolean> {
    if (this.#checks.length < checks) this.#checks.push(this.#check(isThere));
    await Promise.all(this.#checks);
    return !this.#isWrong;
  }

  async #check(isThere: () => Promise<boolean>): Promise<void> {
    // Where a check fails, everybody searches, and meets the error itself.
    if (await isThere().catch(() => true)) this.#isWrong = true;
  }

  #keep(id: string, resource: ScimObject): void {
    if (this.#keptCharacters >= this.#maxKeptCharacters) return;
    const text = JSON.stringify(resource);
    this.#keptCharacters += text.length;
    this.#texts.set(id, text);
  }
}
