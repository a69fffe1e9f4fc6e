/** Reads a file of people: CSV with a header of Graph user properties, or JSON with `users` and `groups`. */
import { ConfigError } from '@drawbridge/base';
import { isCustomExtension, propertyOf } from '@drawbridge/directory';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { readRecords } from './csv-records.ts';

/** A row and where it stands, for messages: `line 17`, `users[3]`. */
export type PeopleRow = { readonly place: string; readonly value: Record<string, unknown> };
export type RejectedRow = { readonly place: string; readonly reason: string };
export type PeopleFile = {
  readonly users: readonly PeopleRow[];
  readonly groups: readonly PeopleRow[];
  readonly rejected: readonly RejectedRow[];
};

/** Throws FILE_INVALID when the file as a whole cannot be read; single bad rows are in `rejected`. */
export async function readPeopleFile(path: string): Promise<PeopleFile> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const reason =
      cause.code === 'ENOENT' ? 'there is no such file' : cause.code === 'EISDIR' ? 'it is a directory' : cause.message;
    throw invalid(path, reason, cause);
  });
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return readPeopleCsv(path, bytes);
    case '.json':
      return readJson(path, decode(path, bytes));
    default:
      throw invalid(path, 'its name must end in .csv or .json');
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid(path, 'it is not UTF-8 text. Save it as UTF-8 and try again', cause);
  }
}

/** `path`: what messages call it. Throws FILE_INVALID. */
export function readPeopleCsv(path: string, bytes: Buffer): PeopleFile {
  const read = readRecords(decode(path, bytes));
  if (!read) throw invalid(path, 'the quotes of more than 100 rows are out of place');
  const [header, ...rest] = read.records;
  if (!header) throw invalid(path, 'it is empty; the first line must name the columns');
  checkHeader(path, header.cells);
  const rejected = read.broken.map(({ line, reason }) => ({ place: `line ${line}`, reason }));
  const users = rest.map(({ line, cells }) => ({ place: `line ${line}`, value: toUser(header.cells, cells) }));
  return { users: withoutRepetition(users, 'userPrincipalName', rejected), groups: [], rejected };
}

function checkHeader(path: string, header: readonly string[]): void {
  const isKnown = (name: string): boolean => {
    const property = propertyOf('User', name);
    return property ? !property.internal : name === 'manager' || isCustomExtension(name);
  };
  const unknown = header.filter((name) => !isKnown(name));
  if (unknown.length > 0)
    throw invalid(path, `line 1: there is no user property called ${unknown.map((name) => `'${name}'`).join(', ')}`);
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(path, `line 1: the column '${twice}' stands there twice`);
  if (!header.includes('userPrincipalName')) throw invalid(path, "line 1: the column 'userPrincipalName' is missing");
}

/** Empty cells are left out; collections are separated by semicolons. */
function toUser(header: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const user: Record<string, unknown> = {};
  header.forEach((name, index) => {
    const cell = cells[index]!;
    if (cell === '') return;
    const definition = propertyOf('User', name);
    const value = toValue(definition?.type, cell);
    if (definition?.within === undefined) user[name] = value;
    else user[definition.within] = { ...(user[definition.within] as object | undefined), [name]: value };
  });
  return user;
}

function toValue(type: string | undefined, cell: string): unknown {
  if (type === 'boolean') return /^(true|1|yes)$/i.test(cell) ? true : /^(false|0|no)$/i.test(cell) ? false : cell;
  if (type === 'strings')
    return cell
      .split(';')
      .map((part) => part.trim())
      .filter(Boolean);
  return cell;
}

function readJson(path: string, text: string): PeopleFile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw invalid(path, 'it must hold an object with "users" and "groups"');
  }
  const rejected: RejectedRow[] = [];
  const list = (name: 'users' | 'groups'): PeopleRow[] => {
    const value = (document as Record<string, unknown>)[name] ?? [];
    if (!Array.isArray(value)) throw invalid(path, `"${name}" must be a list`);
    return value.flatMap((item: unknown, index) => {
      const place = `${name}[${index}]`;
      if (typeof item === 'object' && item !== null && !Array.isArray(item))
        return [{ place, value: item as Record<string, unknown> }];
      rejected.push({ place, reason: 'it must be an object' });
      return [];
    });
  };
  return {
    users: withoutRepetition(list('users'), 'userPrincipalName', rejected),
    groups: withoutRepetition(list('groups'), 'mailNickname', rejected),
    rejected,
  };
}

/** Two rows for the same person would each undo the other; the first one counts. */
function withoutRepetition(rows: readonly PeopleRow[], key: string, rejected: RejectedRow[]): PeopleRow[] {
  const places = new Map<string, string>();
  return rows.filter(({ place, value }) => {
    const name = value[key];
    if (typeof name !== 'string' || name === '') return true;
    const earlier = places.get(name.toLowerCase());
    if (earlier === undefined) places.set(name.toLowerCase(), place);
    else rejected.push({ place, reason: `${key} '${name}' stands there already, at ${earlier}` });
    return earlier === undefined;
  });
}

const invalid = (path: string, reason: string, cause?: unknown): ConfigError =>
  new ConfigError('FILE_INVALID', `${path} cannot be imported: ${reason}.`, { cause });
