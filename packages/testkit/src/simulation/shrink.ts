/** Makes a story that breaks a promise shorter for as long as it still breaks the same one. */
import { isBroken } from './simulate.ts';
import type { Story } from './story.ts';

/** Drops steps in halves, quarters and so on, down to single ones (delta debugging), within so many attempts. */
export async function shrink(story: Story, promise: string, attempts = 400): Promise<Story> {
  let best = story;
  let left = attempts;
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.steps.length && left > 0; left--) {
      const shorter = { ...best, steps: best.steps.toSpliced(from, size) };
      if (await isBroken(shorter, promise)) best = shorter;
      else from += size;
    }
  }
  return best;
}

export function tell({ steps, ...cast }: Story): string {
  const lines = steps.map(({ afterMs, act }) => {
    const { kind, ...rest } = act;
    return `  +${afterMs} ms  ${kind} ${JSON.stringify(rest)}`;
  });
  return [JSON.stringify(cast), ...lines].join('\n');
}
