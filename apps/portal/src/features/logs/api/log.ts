/** What a log is to its list: where it lies, and what the list keeps of a record. */
export type LogRow = {
  readonly id: string;
  /** When it happened. */
  readonly at: string;
};

export type Log<Item, Row extends LogRow> = {
  readonly path: string;
  /** Of a download, without its ending. */
  readonly fileName: string;
  /** What is asked for; absent: whole records. */
  readonly select?: readonly string[];
  readonly toRow: (item: Item) => Row;
};
