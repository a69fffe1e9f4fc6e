/** Ours: many people and groups in one request, as JSON or CSV, idempotently, or only as a preview (docs/reference/extensions.md). */
import { ApiError } from '@drawbridge/base';
import type { ImportReport, PeopleToImport } from '@drawbridge/directory';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { auditDetail, currentTrail } from '../audit/audit-trail.ts';
import { described, one } from '../http/openapi/route-description.ts';
import { readBody } from '../http/validate.ts';
import { readPeopleCsv, type PeopleRow } from '../people/people-file.ts';
import type { Services } from '../services.ts';

const maxRows = 250_000;
const maxImportBytes = 64 * 1024 * 1024;
const people = z.object({
  users: z.array(z.unknown()).max(maxRows).optional(),
  groups: z.array(z.unknown()).max(maxRows).optional(),
});
const csvType = 'text/csv';

export function importRoutes(app: FastifyInstance, { directory }: Services): void {
  app.addContentTypeParser(csvType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  const access = { config: { permissions: ['Directory.ReadWrite.All'] as const }, bodyLimit: maxImportBytes };
  const summary = 'Bring in people and groups, or say what would be brought in.';
  const options = described(access, { summary, body: people, answer: one(z.looseObject({})) });
  app.post('/directory/import', options, async (request) => {
    const preview = isPreview(request);
    if (preview) currentTrail()?.cancel();
    const isCsv = Buffer.isBuffer(request.body);
    const report = isCsv
      ? await importCsv(request.body as Buffer, (rows) => directory.importPeople(rows, { preview }))
      : await directory.importPeople(readBody(people, request.body), { preview });
    noteReport(report);
    return { preview, ...report };
  });
}

/** Throws QUERY_UNSUPPORTED for any other option: a misspelled `preview` must not import. */
function isPreview({ query }: FastifyRequest): boolean {
  const { preview = 'false', ...others } = query as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new ApiError(
      'QUERY_UNSUPPORTED',
      `The query option '${unknown.slice(0, 100)}' is not supported; 'preview' is.`,
    );
  if (preview === 'true' || preview === 'false') return preview === 'true';
  throw new ApiError('REQUEST_INVALID', 'preview must be true or false.');
}

type Located = { readonly list: 'users' | 'groups'; readonly index: number };

/** Rejected rows and samples are named by their line; `index` counts the rows that could be read. */
async function importCsv(bytes: Buffer, run: (people: PeopleToImport) => Promise<ImportReport>): Promise<ImportReport> {
  const { users, rejected } = readPeopleCsv('The CSV body', bytes);
  if (users.length > maxRows)
    throw new ApiError(
      'REQUEST_TOO_LARGE',
      `The CSV body has ${users.length} rows; at most ${maxRows} are taken at once.`,
    );
  const report = await run({ users: users.map(({ value }) => value) });
  const located = <Item extends Located>(item: Item) => ({ ...item, line: lineOf(users[item.index]) });
  const unread = rejected.map(({ place, reason }) => ({
    list: 'users' as const,
    index: -1,
    reason,
    line: lineNumber(place),
  }));
  return {
    ...report,
    rejected: [...unread, ...report.rejected.map(located)],
    ...(report.samples ? { samples: report.samples.map(located) } : {}),
  };
}

const lineOf = (row: PeopleRow | undefined): number | undefined => row && lineNumber(row.place);
const lineNumber = (place: string): number => Number(place.replace(/^line /, ''));

function noteReport({ users, groups, membershipsAdded, rejected }: ImportReport): void {
  for (const [name, tally] of Object.entries({ Users: users, Groups: groups })) {
    auditDetail(`${name}Created`, String(tally.created));
    auditDetail(`${name}Updated`, String(tally.updated));
  }
  auditDetail('MembershipsAdded', String(membershipsAdded));
  auditDetail('RowsRejected', String(rejected.length));
}
