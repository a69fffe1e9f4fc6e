/** What differs between two texts, line by line: the shortest way from the one to the other. */
export type DiffLine = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string };

/** More cells than this are not compared: everything old goes, everything new comes. */
const mostCells = 4_000_000;

export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd--;
    nowEnd--;
  }
  return [
    ...old.slice(0, start).map(same),
    ...middle(old.slice(start, oldEnd), now.slice(start, nowEnd)),
    ...old.slice(oldEnd).map(same),
  ];
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split('\n'));
const same = (text: string): DiffLine => ({ kind: 'same', text });
const removed = (text: string): DiffLine => ({ kind: 'removed', text });
const added = (text: string): DiffLine => ({ kind: 'added', text });

/** By the longest common subsequence. */
function middle(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  if (old.length * now.length > mostCells) return [...old.map(removed), ...now.map(added)];
  const width = now.length + 1;
  /** How many lines the rests from here have in common. */
  const common = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      common[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const [gone, come] = [old[row], now[column]];
    if (gone !== undefined && gone === come) {
      lines.push(same(gone));
      row++;
      column++;
    } else if (gone !== undefined && (come === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(removed(gone));
      row++;
    } else if (come !== undefined) {
      lines.push(added(come));
      column++;
    }
  }
  return lines;
}
