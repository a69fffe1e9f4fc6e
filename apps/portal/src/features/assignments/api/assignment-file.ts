/** A CSV file of people and roles: its lines, and what each of them would do. */
import { readBatch } from '../../../lib/batch.ts';
import type { GraphPage } from '../../../lib/graph.ts';
import { assignments } from '../../../text/assignments.ts';
import type { Application } from '../../applications/api/application.ts';
import { assignmentsPath, type Assignment } from './assignments.ts';
import { rolesForPeople, type Choice } from './roles.ts';

type FileLine = { readonly line: number; readonly userPrincipalName: string; readonly role: string };

export type CheckedLine = FileLine & {
  readonly verdict: 'assign' | 'already' | 'wrong';
  readonly problem?: string;
  readonly principalId?: string;
  readonly name?: string;
  readonly appRoleId?: string;
};

const headings = ['userprincipalname', 'upn', 'user principal name', 'username'];

/** Commas, semicolons or tabs; quotes as in RFC 4180, within a line. Empty lines and a first line of headings are left out. */
export function readLines(content: string): readonly FileLine[] {
  const lines = content.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const found = lines.flatMap((text, index) => {
    if (text.trim() === '') return [];
    const [userPrincipalName = '', role = ''] = fieldsOf(text);
    return [{ line: index + 1, userPrincipalName, role }];
  });
  return headings.includes(found[0]?.userPrincipalName.toLowerCase() ?? '') ? found.slice(1) : found;
}

const field = /\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))\s*(?:[,;\t]|$)/y;

function fieldsOf(text: string): readonly string[] {
  const fields: string[] = [];
  field.lastIndex = 0;
  while (field.lastIndex < text.length && fields.length < 2) {
    const match = field.exec(text);
    if (!match) break;
    fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
  }
  return fields;
}

/** How many names or ids one question may hold: its address must not become too long. */
const perQuestion = 60;
const questionsPerBatch = 20;

type Person = { readonly id: string; readonly displayName: string; readonly userPrincipalName: string };
const { problems } = assignments.file;

/** Looks everybody up, and who has the role already. Throws GraphProblem. */
export async function checkLines(
  application: Application,
  lines: readonly FileLine[],
  signal: AbortSignal,
): Promise<readonly CheckedLine[]> {
  const people = await findPeople(lines, signal);
  const roles = rolesForPeople(application);
  const assigned = await findAssigned(application, [...people.values()], signal);
  const seen = new Map<string, number>();
  return lines.map((line): CheckedLine => {
    const wrong = (problem: string): CheckedLine => ({ ...line, verdict: 'wrong', problem });
    if (line.userPrincipalName === '') return wrong(problems.noName);
    const person = people.get(line.userPrincipalName.toLowerCase());
    if (!person) return wrong(problems.unknownUser);
    const role = roleOf(line, roles);
    if (typeof role === 'string') return { ...wrong(role), name: person.displayName };
    const key = `${person.id} ${role.id}`;
    const before = seen.get(key);
    if (before !== undefined) return { ...wrong(problems.twice(String(before))), name: person.displayName };
    seen.set(key, line.line);
    return {
      ...line,
      role: role.displayName,
      name: person.displayName,
      principalId: person.id,
      appRoleId: role.id,
      verdict: assigned.has(key) ? 'already' : 'assign',
    };
  });
}

/** The role, without one the first there is, or what is wrong with what the line says. */
function roleOf({ role }: FileLine, roles: readonly Choice[]): Choice | string {
  const [first] = roles;
  if (role === '' && first) return first;
  const wanted = role.toLowerCase();
  return (
    roles.find(({ displayName, value }) => displayName.toLowerCase() === wanted || value?.toLowerCase() === wanted) ??
    problems.unknownRole(role, roles.map(({ displayName }) => displayName).join(', '))
  );
}

async function findPeople(lines: readonly FileLine[], signal: AbortSignal): Promise<ReadonlyMap<string, Person>> {
  const names = [...new Set(lines.map(({ userPrincipalName: name }) => name.toLowerCase()))].filter(Boolean);
  const found = await ask<Person>(names, signal, (some) => {
    const filter = `userPrincipalName in (${some.map(quoted).join(',')})`;
    return `/users?$select=id,displayName,userPrincipalName&$top=999&$filter=${encodeURIComponent(filter)}`;
  });
  return new Map(found.map((person) => [person.userPrincipalName.toLowerCase(), person]));
}

/** `principalId appRoleId` of those who are assigned directly. */
async function findAssigned(
  application: Application,
  people: readonly Person[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const found = await ask<Assignment>(
    people.map(({ id }) => id),
    signal,
    (some) => {
      const filter = `principalId in (${some.map(quoted).join(',')})`;
      return `${assignmentsPath(application.id)}?$top=999&$filter=${encodeURIComponent(filter)}`;
    },
  );
  return new Set(found.map(({ principalId, appRoleId }) => `${principalId} ${appRoleId}`));
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What one question about some values answers, for all values. */
async function ask<Item>(
  values: readonly string[],
  signal: AbortSignal,
  questionOf: (some: readonly string[]) => string,
): Promise<readonly Item[]> {
  const questions = chunksOf(values, perQuestion).map(questionOf);
  const found: Item[] = [];
  for (const some of chunksOf(questions, questionsPerBatch)) {
    for (const page of await readBatch<GraphPage<Item>>(some, signal)) {
      if (!page) throw new Error(assignments.file.lookUpFailed);
      found.push(...page.value);
    }
  }
  return found;
}

function chunksOf<Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] {
  const chunks: (readonly Value[])[] = [];
  for (let at = 0; at < values.length; at += size) chunks.push(values.slice(at, at + size));
  return chunks;
}
