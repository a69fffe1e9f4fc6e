/**
 * A page of docs/how-to, done by a reader who follows it: its shell commands are run in order, its JavaScript is put into one
 * file and run where the page says so. Only the addresses are others, and packages are not installed again.
 */
import { spawn } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { workspaceRoot } from '@drawbridge/testkit/processes';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { Browser } from './browser.ts';
import type { Installation } from './installation.ts';

/** Everything that the commands printed. Throws, with that, when one of them fails. */
export async function followPage(name: string, installation: Installation): Promise<string> {
  await using folder = await temporaryFolder();
  await symlink(join(workspaceRoot, 'node_modules'), join(folder.path, 'node_modules'));
  await symlink(installation.dataDirectory, join(folder.path, 'data'));
  const text = adapted(await readFile(join(workspaceRoot, 'docs', 'how-to', `${name}.md`), 'utf8'), installation);
  const commands = blocksOf(text, 'sh').flatMap((block) => block.split('\n'));
  const programs = commands.filter((line) => startsProgram.test(line));
  const setUp = commands.filter((line) => !startsProgram.test(line) && !line.startsWith('npm install'));
  for (const line of programs)
    await writeFile(join(folder.path, startsProgram.exec(line)?.[1] ?? ''), blocksOf(text, 'js').join('\n'));
  return await runShell([...setUp, ...programs].join('\n'), folder.path, installation);
}

const startsProgram = /^NODE_EXTRA_CA_CERTS=\S+ node (\S+)$/;

const blocksOf = (text: string, language: string): readonly string[] =>
  [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, found, block = '']) =>
    found === language ? [block] : [],
  );

const adapted = (text: string, { url, scim }: Installation): string =>
  text
    .replaceAll('https://localhost:8443', url)
    .replaceAll('https://payroll.corp.example/scim', scim.url)
    .replaceAll('the token that the application gave you', scim.token);

/** No page takes longer. */
const patienceMs = 120_000;

function runShell(script: string, cwd: string, installation: Installation): Promise<string> {
  const path = `${join(workspaceRoot, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn('bash', ['-euo', 'pipefail'], { cwd, env: { ...process.env, PATH: path }, detached: true });
  const person = new SignsIn(installation);
  let printed = '';
  let linesRead = 0;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => {
      if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
      reject(new Error(`The page cannot be followed. It printed:\n${printed}`, { cause }));
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (more: string) => {
        printed += more;
        const lines = printed.split('\n').slice(0, -1);
        for (const line of lines.slice(linesRead)) person.read(line).catch(fail);
        linesRead = lines.length;
      });
    }
    const patience = setTimeout(() => fail(`nothing more for ${patienceMs} ms`), patienceMs);
    child.once('close', (code) => {
      clearTimeout(patience);
      if (code === 0) resolve(printed);
      else fail(`exit code ${code}`);
    });
    child.stdin.end(script);
  });
}

/** Does what a program asks its reader to do. */
class SignsIn {
  readonly #installation: Installation;

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  async read(line: string): Promise<void> {
    const { url, person } = this.#installation;
    const browser = new Browser(url);
    const userCode = /enter the code (\w+)/.exec(line)?.[1];
    if (userCode !== undefined) await browser.connectDevice(userCode, person);
    const address = /^Open (https:\S+)/.exec(line)?.[1];
    if (address !== undefined) await browser.signIn(await browser.open(address), person);
  }
}
