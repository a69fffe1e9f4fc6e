/**
 * A whole log, or what `$filter` leaves of it, as a file: read page by page and sent as the client takes it, so that a
 * million records need no more memory than one page. Ours: Graph has no such route (docs/reference/extensions.md).
 */
import { ApiError } from '@drawbridge/base';
import type { LogCondition } from '@drawbridge/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { readQuery } from '../../http/odata/query.ts';
import { csvRow } from './csv.ts';
import type { LogProperties } from './log-filter.ts';
import { readLogQuery, type LogPage, type ReadableLog } from './log-query.ts';

const pageSize = 1000;
const limits = { defaultTop: pageSize, maxTop: pageSize };

type Row = Readonly<Record<string, unknown>>;
type Format = {
  readonly type: string;
  readonly begin: string;
  row(row: Row, isFirst: boolean): string;
  readonly end: string;
};

export type LogExport<Item extends { readonly id: string }, Field extends string, TargetField extends string> = {
  /** Of the file. */
  readonly name: string;
  readonly log: ReadableLog<Item, LogCondition<Field, TargetField>>;
  readonly properties: LogProperties<Field, TargetField>;
  /** Of the CSV form: paths into a record. */
  readonly columns: readonly string[];
};

/** `format=csv|json|ndjson`; with `$filter` and `$orderby` as the list has them. */
export async function exportLog<Item extends { readonly id: string }, Field extends string, TargetField extends string>(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, log, properties, columns }: LogExport<Item, Field, TargetField>,
): Promise<FastifyReply> {
  const { format: _format, $format: _graphFormat, ...options } = request.query as Record<string, unknown>;
  const { extension, format } = chooseFormat(request, columns);
  const query = readQuery(options, limits);
  if (query.select || query.skipToken !== undefined || query.count)
    throw new ApiError('QUERY_UNSUPPORTED', 'An export has whole records and no pages: use $filter and $orderby only.');
  const { where, order } = readLogQuery(query, properties);
  // The first page is read before the answer begins, so that what is wrong is still said with a status.
  const first = await log.list({ where, order, limit: pageSize });
  const file = Readable.from(written(pages(log, { where, order }, first), log, format), { objectMode: false });
  return reply
    .type(format.type)
    .header('content-disposition', `attachment; filename="${name}.${extension}"`)
    .send(file);
}

function chooseFormat({ query }: FastifyRequest, columns: readonly string[]): { extension: string; format: Format } {
  const given = query as Record<string, unknown>;
  const extension = String(given['format'] ?? given['$format'] ?? 'csv').toLowerCase();
  const format = Object.hasOwn(formats, extension) ? formats[extension]?.(columns) : undefined;
  if (format) return { extension, format };
  throw new ApiError(
    'REQUEST_INVALID',
    `The format '${extension.slice(0, 50)}' is unknown; use ${Object.keys(formats).join(', ')}.`,
  );
}

const formats: Readonly<Record<string, (columns: readonly string[]) => Format>> = {
  csv: (columns) => ({
    type: 'text/csv; charset=utf-8; header=present',
    begin: `\uFEFF${csvRow(columns)}`,
    row: (row) => csvRow(columns.map((column) => valueAt(row, column))),
    end: '',
  }),
  json: () => ({
    type: 'application/json; charset=utf-8',
    begin: '[',
    row: (row, isFirst) => `${isFirst ? '\n' : ',\n'}${JSON.stringify(row)}`,
    end: '\n]\n',
  }),
  ndjson: () => ({
    type: 'application/x-ndjson; charset=utf-8',
    begin: '',
    row: (row) => `${JSON.stringify(row)}\n`,
    end: '',
  }),
};

/** Each page is read when the one before has been taken. */
async function* pages<Item extends { readonly id: string }, Condition>(
  log: ReadableLog<Item, Condition>,
  query: Pick<LogPage<Condition>, 'where' | 'order'>,
  first: readonly Item[],
): AsyncGenerator<readonly Item[]> {
  for (let page = first; page.length > 0;) {
    yield page;
    const cursor = page.length === pageSize ? page.at(-1)?.id : undefined;
    page = cursor === undefined ? [] : await log.list({ ...query, cursor, limit: pageSize });
  }
}

async function* written<Item extends { readonly id: string }, Condition>(
  found: AsyncIterable<readonly Item[]>,
  log: ReadableLog<Item, Condition>,
  format: Format,
): AsyncGenerator<string> {
  let isFirst = true;
  if (format.begin !== '') yield format.begin;
  for await (const page of found) {
    let text = '';
    for (const row of await log.show(page)) {
      text += format.row(row, isFirst);
      isFirst = false;
    }
    yield text;
  }
  if (format.end !== '') yield format.end;
}

/** The value at `a/b/c`. */
function valueAt(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const name of path.split('/')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Row)[name];
  }
  return value;
}
