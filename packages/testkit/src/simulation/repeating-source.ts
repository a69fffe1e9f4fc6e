/** A source that tells some changes again and those of one page in any order: as much as the port lets a feed do. */
import type { FeedPosition, Source, SourceChange } from '@drawbridge/engine';
import type { Random } from './random.ts';

export function repeating(source: Source, random: Random, isOn: () => boolean): Source {
  let told: readonly SourceChange[] = [];
  const readChanges = async (after: FeedPosition, limit: number): ReturnType<Source['readChanges']> => {
    if (!isOn()) return source.readChanges(after, limit);
    const again = told.slice(0, random.below(Math.min(3, limit)));
    const batch = await source.readChanges(after, limit - again.length);
    if (batch.changes.length === 0) return batch;
    told = batch.changes;
    return { ...batch, changes: shuffled([...again, ...batch.changes], random) };
  };
  return new Proxy(source, {
    get: (inner, name) => {
      if (name === 'readChanges') return readChanges;
      const member: unknown = Reflect.get(inner, name);
      return typeof member === 'function' ? member.bind(inner) : member;
    },
  });
}

function shuffled<T>(list: readonly T[], random: Random): readonly T[] {
  const rest = [...list];
  return list.map(() => rest.splice(random.below(rest.length), 1)[0]!);
}
