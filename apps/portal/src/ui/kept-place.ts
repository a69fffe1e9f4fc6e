/** Rows that come on top push nothing out of view; other rows than before are shown from their beginning. */
import { useLayoutEffect, useRef, type RefObject } from 'react';

type Place<Row> = {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowHeight: number;
};

export function useKeptPlace<Row>({ scroller, rows, rowKey, rowHeight }: Place<Row>): void {
  const first = rows[0] === undefined ? undefined : rowKey(rows[0]);
  const before = useRef(first);
  useLayoutEffect(() => {
    const element = scroller.current;
    const was = before.current;
    before.current = first;
    if (!element || was === undefined || was === first || element.scrollTop === 0) return;
    const added = rows.findIndex((row) => rowKey(row) === was);
    element.scrollTop = added < 0 ? 0 : element.scrollTop + added * rowHeight;
    // Told at once, so that what is drawn next is what is in view.
    element.dispatchEvent(new Event('scroll'));
    // Only another first row can move the others.
  }, [first]);
}
