/** What a person waits for, measured in the page: from an input to the next paint, and frames while scrolling. */
import type { Page } from 'playwright-core';

/** The browser's own clock: shorter ones are not told, and count as this. */
const shortestMs = 16;
const mostMs = 240_000;

/** Begins to note every interaction. Call it once for each loaded page. */
export const observeInteractions = (page: Page): Promise<void> =>
  page.evaluate(`{
    const noted = [];
    globalThis.notedInteractions = noted;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.push(duration);
    }).observe({ type: 'event', durationThreshold: ${shortestMs} });
  }`);

/** Milliseconds from the input to the paint after it, the longest of its events. */
export async function interactionMs(page: Page, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate('notedInteractions.length = 0');
  await act();
  // Two frames later the entry is there, if it is worth one.
  await page.evaluate(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50))))',
  );
  return Math.max(shortestMs, ...(await page.evaluate<number[]>('notedInteractions')));
}

export type Scrolled = { readonly rows: number; readonly seconds: number; readonly frames: readonly number[] };

/** Scrolls the region down, a window's height with each frame, until it has shown so many rows; each frame's milliseconds. */
export const scrollThrough = (page: Page, label: string, rows: number): Promise<Scrolled> =>
  page.evaluate<Scrolled>(`new Promise((resolve) => {
    const region = document.querySelector('[role=region][aria-label="${label}"]');
    const frames = [];
    const started = performance.now();
    let before = started;
    const step = (at) => {
      frames.push(at - before);
      before = at;
      const seen = Number([...region.querySelectorAll('tr[aria-rowindex]')].at(-1).getAttribute('aria-rowindex')) - 1;
      if (seen >= ${rows} || at - started > ${mostMs}) {
        resolve({ rows: seen, seconds: (at - started) / 1000, frames: frames.slice(1) });
      } else {
        region.scrollTop += region.clientHeight;
        requestAnimationFrame(step);
      }
    };
    requestAnimationFrame(step);
  })`);

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
}
