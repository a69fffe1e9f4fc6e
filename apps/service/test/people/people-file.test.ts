import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPeopleFile } from '../../src/people/people-file.ts';

let directory: string;
let files = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'drawbridge-people-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function read(content: string | Uint8Array, extension = 'csv') {
  const file = join(directory, `people${++files}.${extension}`);
  await writeFile(file, content);
  return readPeopleFile(file);
}
const readJson = (document: unknown) => read(JSON.stringify(document), 'json');
const problemOf = (content: string | Uint8Array, extension = 'csv'): Promise<string> =>
  read(content, extension).then(
    () => 'it was read',
    (thrown: { code: string; message: string }) => (expect(thrown.code).toBe('FILE_INVALID'), thrown.message),
  );

describe('a CSV file', () => {
  it('names its columns as Graph names properties, and gives each row its line', async () => {
    const people = await read(
      'userPrincipalName,displayName,accountEnabled,businessPhones,extensionAttribute2,manager\n' +
        'a@corp.example,Åse Øverbø,true,+47 1; +47 2,two,\n' +
        'b@corp.example,"Müller, Jürgen ""J""",no,,,a@corp.example\n',
    );
    expect(people).toEqual({
      groups: [],
      rejected: [],
      users: [
        {
          place: 'line 2',
          value: {
            userPrincipalName: 'a@corp.example',
            displayName: 'Åse Øverbø',
            accountEnabled: true,
            businessPhones: ['+47 1', '+47 2'],
            onPremisesExtensionAttributes: { extensionAttribute2: 'two' },
          },
        },
        {
          place: 'line 3',
          value: {
            userPrincipalName: 'b@corp.example',
            displayName: 'Müller, Jürgen "J"',
            accountEnabled: false,
            manager: 'a@corp.example',
          },
        },
      ],
    });
  });

  it('may have a byte order mark, Windows line ends, blank lines and no line end at the end', async () => {
    const { users, rejected } = await read(
      '\uFEFFuserPrincipalName,city\r\n\r\nö@corp.example,Tromsø\r\n\r\nb@corp.example,',
    );
    expect(rejected).toEqual([]);
    expect(users.map(({ value }) => value)).toEqual([
      { userPrincipalName: 'ö@corp.example', city: 'Tromsø' },
      { userPrincipalName: 'b@corp.example' },
    ]);
  });

  it('loses only the rows that are bad, by line', async () => {
    const { users, rejected } = await read(
      'userPrincipalName,accountEnabled\na@c.example,true\nb@c.example\nc@c.example,true,more\nd@c.example,maybe\nA@C.example,false\ne@c.example,0\n',
    );
    expect(users.map(({ place }) => place)).toEqual(['line 2', 'line 5', 'line 7']);
    // What is no boolean stays as it is: the directory refuses it by name.
    expect(users[1]!.value).toEqual({ userPrincipalName: 'd@c.example', accountEnabled: 'maybe' });
    expect(rejected).toEqual([
      { place: 'line 3', reason: 'it has 1 columns, the header has 2' },
      { place: 'line 4', reason: 'it has 3 columns, the header has 2' },
      { place: 'line 6', reason: "userPrincipalName 'A@C.example' stands there already, at line 2" },
    ]);
  });

  it('loses only its own row to a quote that is out of place', async () => {
    const rows = (first: string) =>
      `userPrincipalName,city\n${first}\nb@c.example,z\nc@c.example,"q\nr"\n\nd@c.example,\n`;
    for (const first of ['a@c.example,"x"y', 'a@c.example,"x', 'a@c.example,x"y"', '"a@c.example,x', '"']) {
      const { users, rejected } = await read(rows(first));
      expect(
        users.map(({ place }) => place),
        first,
      ).toEqual(['line 3', 'line 4', 'line 7']);
      expect(users[1]!.value['city'], first).toBe('q\nr');
      expect(rejected, first).toEqual([{ place: 'line 2', reason: expect.stringContaining('quote') }]);
    }
    expect(await problemOf(rows('"\n'.repeat(500)))).toContain('quotes of more than 100 rows');
  });

  it.each([
    ['', 'it is empty'],
    ['\n\n', 'it is empty'],
    ['displayName\nx\n', "'userPrincipalName' is missing"],
    ['userPrincipalName,shoeSize,hat\nx,1,2\n', "no user property called 'shoeSize', 'hat'"],
    ['userPrincipalName,managerId\nx,1\n', "no user property called 'managerId'"],
    ['userPrincipalName,__proto__\nx,1\n', "no user property called '__proto__'"],
    ['userPrincipalName,city,city\nx,1,2\n', "'city' stands there twice"],
    ['userPrincipalName,\nx,1\n', "no user property called ''"],
    [Buffer.from('userPrincipalName,city\na@c.example,Troms\xf8\n', 'latin1'), 'not UTF-8'],
  ])('that begins with %j cannot be imported', async (content, reason) => {
    expect(await problemOf(content)).toMatch(new RegExp(`^${directory}/people\\d+\\.csv cannot be imported: .*`));
    expect(await problemOf(content)).toContain(reason);
  });
});

describe('a JSON file', () => {
  it('holds users and groups, each with its place', async () => {
    const users = [
      { userPrincipalName: 'a@c.example', manager: 'b@c.example' },
      5,
      null,
      ['x'],
      { userPrincipalName: 'A@c.example' },
    ];
    const groups = [{ displayName: 'G', mailNickname: 'g', members: ['a@c.example'] }, 'x', { mailNickname: 'G' }];
    const people = await readJson({ users, groups });
    expect(people.users).toEqual([{ place: 'users[0]', value: users[0] }]);
    expect(people.groups).toEqual([{ place: 'groups[0]', value: groups[0] }]);
    expect(people.rejected.map(({ place }) => place)).toEqual([
      'users[1]',
      'users[2]',
      'users[3]',
      'users[4]',
      'groups[1]',
      'groups[2]',
    ]);
    expect(await readJson({})).toEqual({ users: [], groups: [], rejected: [] });
  });

  it.each([['[]'], ['null'], ['5'], ['"x"'], ['{"users":{}}'], ['{"groups":"x"}'], ['{"users":['], ['']])(
    'that holds %s cannot be imported',
    async (content) => expect(await problemOf(content, 'json')).toContain('cannot be imported: '),
  );
});

describe('a file', () => {
  it('must be there, be a file, and say by its name what it is', async () => {
    const problem = (path: string) => readPeopleFile(path).catch((thrown: Error) => thrown.message);
    expect(await problem(join(directory, 'none.csv'))).toContain('there is no such file');
    expect(await problem(directory)).toContain('it is a directory');
    expect(await problemOf('x', 'txt')).toContain('must end in .csv or .json');
  });
});
