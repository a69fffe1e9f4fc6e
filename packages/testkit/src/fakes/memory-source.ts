/** A directory in memory, as the engine's Source: objects, references and an ordered feed of changes. */
import { DirectoryError } from '@drawbridge/base';
import type {
  FeedPosition,
  ObjectType,
  Reference,
  ReferenceAttribute,
  ScopeMode,
  Source,
  SourceChange,
  SourceObject,
} from '@drawbridge/engine';
import { pageOfReferences } from './memory-link-store.ts';
import { referenceKey } from './memory-provisioning-state.ts';

export class MemorySource implements Source {
  readonly objects = new Map<string, SourceObject>();
  readonly #members = new Map<string, Reference>();
  readonly #feed: SourceChange[] = [];
  #trimmed = 0;
  /** How many references were looked at so far; shows that cost follows change. */
  referencesRead = 0;

  /** Adds or replaces an object; a changed manager is in the object. */
  put(object: SourceObject): SourceObject {
    this.objects.set(object.id, object);
    this.#feed.push({ kind: 'object', type: object.type, id: object.id });
    return object;
  }

  /** Changes some parts of an object; attributes are replaced one by one. */
  change(
    id: string,
    change: Partial<Omit<SourceObject, 'attributes'>> & { attributes?: Record<string, string | undefined> },
  ): void {
    const before = this.objects.get(id)!;
    const attributes = new Map(before.attributes);
    for (const [name, value] of Object.entries(change.attributes ?? {})) {
      if (value === undefined) attributes.delete(name);
      else attributes.set(name, value);
    }
    this.put({ ...before, ...change, attributes });
  }

  /** The same, and the feed says which attributes it was; with `assigned`, that the assignment may have changed too. */
  changeTold(id: string, attributes: Record<string, string | undefined>, assigned?: boolean): void {
    this.change(id, { attributes, ...(assigned === undefined ? {} : { assigned }) });
    const told = this.#feed.pop() as Extract<SourceChange, { kind: 'object' }>;
    const assignment = assigned === undefined ? {} : ({ assignment: true } as const);
    this.#feed.push({ ...told, attributes: Object.keys(attributes), ...assignment });
  }

  /** The same as `put`, and the feed says when. */
  putAt(object: SourceObject, changedAt: Date): void {
    this.put(object);
    const told = this.#feed.pop() as Extract<SourceChange, { kind: 'object' }>;
    this.#feed.push({ ...told, changedAt });
  }

  /** Gone for good, with its memberships. */
  purge(id: string): void {
    const object = this.objects.get(id)!;
    this.objects.delete(id);
    for (const reference of [...this.#members.values()]) {
      if (reference.ownerId === id || reference.referencedId === id)
        this.removeMember(reference.ownerId, reference.referencedId);
    }
    this.#feed.push({ kind: 'object', type: object.type, id });
  }

  addMember(ownerId: string, referencedId: string): void {
    const reference: Reference = { attribute: 'members', ownerId, referencedId };
    this.#members.set(referenceKey(reference), reference);
    this.#feed.push({ kind: 'reference', reference });
  }

  removeMember(ownerId: string, referencedId: string): void {
    const reference: Reference = { attribute: 'members', ownerId, referencedId };
    this.#members.delete(referenceKey(reference));
    this.#feed.push({ kind: 'reference', reference });
  }

  /** The feed forgets what happened so far. */
  trim(): void {
    this.#trimmed = this.#feed.length;
  }

  async position(): Promise<FeedPosition> {
    return String(this.#feed.length);
  }

  async readChanges(after: FeedPosition, limit: number): Promise<Awaited<ReturnType<Source['readChanges']>>> {
    const from = Number(after);
    if (from < this.#trimmed) throw new DirectoryError('CHANGES_TRIMMED', `The feed begins after ${after}.`);
    const changes = this.#feed.slice(from, from + limit);
    const end = from + changes.length;
    return { changes, position: String(end), more: end < this.#feed.length };
  }

  async listObjects(page: {
    type: ObjectType;
    mode: ScopeMode;
    after?: string | undefined;
    limit: number;
  }): Promise<readonly SourceObject[]> {
    return this.#walk(page.type, page.mode)
      .filter(({ id }) => page.after === undefined || id > page.after)
      .slice(0, page.limit);
  }

  async countObjects(type: ObjectType, mode: ScopeMode): Promise<number> {
    return this.#walk(type, mode).length;
  }

  async countReferences(attribute: ReferenceAttribute, mode: ScopeMode): Promise<number> {
    return (await this.listReferences({ attribute, mode, limit: Number.POSITIVE_INFINITY })).length;
  }

  async getObjects(ids: readonly string[]): Promise<readonly SourceObject[]> {
    return ids.flatMap((id) => this.objects.get(id) ?? []);
  }

  async listReferences(page: {
    attribute: ReferenceAttribute;
    mode: ScopeMode;
    ownerId?: string | undefined;
    after?: Reference | undefined;
    limit: number;
  }): Promise<readonly Reference[]> {
    const all = page.attribute === 'members' ? [...this.#members.values()] : this.#managers();
    const walked = all.filter(({ ownerId }) => page.mode === 'all' || this.objects.get(ownerId)?.assigned);
    return this.#read(pageOfReferences(walked, page));
  }

  async referencesTo(ids: readonly string[]): Promise<readonly Reference[]> {
    const wanted = new Set(ids);
    const all = [...this.#members.values(), ...this.#managers()];
    return this.#read(all.filter(({ referencedId }) => wanted.has(referencedId)));
  }

  async nestedGroups(groupIds: readonly string[]): Promise<readonly Reference[]> {
    const owners = new Set(groupIds);
    return [...this.#members.values()].filter(
      ({ ownerId, referencedId }) => owners.has(ownerId) && this.objects.get(referencedId)?.type === 'Group',
    );
  }

  async existingReferences(references: readonly Reference[]): Promise<readonly Reference[]> {
    const managers = new Set(this.#managers().map(referenceKey));
    return this.#read(
      references.filter((reference) => {
        const key = referenceKey(reference);
        return this.#members.has(key) || managers.has(key);
      }),
    );
  }

  #read<T extends readonly Reference[]>(references: T): T {
    this.referencesRead += references.length;
    return references;
  }

  #walk(type: ObjectType, mode: ScopeMode): SourceObject[] {
    return [...this.objects.values()]
      .filter((object) => object.type === type && (mode === 'all' || object.assigned))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #managers(): Reference[] {
    return [...this.objects.values()].flatMap(({ id, managerId }) =>
      managerId === undefined ? [] : { attribute: 'manager' as const, ownerId: id, referencedId: managerId },
    );
  }
}
