/** Commands as a person types them, by way of npx or of the installed executable, from any folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { workspaceRoot } from '@drawbridge/testkit/processes';

export type CommandResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };
export type RunningCommand = {
  /** The members of the "ready" line. */
  readonly ready: Readonly<Record<string, string>>;
  [Symbol.asyncDispose](): Promise<void>;
};
export type CommandOptions = { readonly cwd?: string };

/** Where npm puts the executables of the workspace. */
export const installed = (name: string): string => join(workspaceRoot, 'node_modules', '.bin', name);

/** Runs a command to its end. */
export async function typed(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const child = launch(command, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout: stdout(), stderr: stderr() };
}

/** Starts a command that goes on until it is stopped; resolves with its "ready" line. */
export async function typedToStay(command: readonly string[], options: CommandOptions = {}): Promise<RunningCommand> {
  const child = launch(command, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = await new Promise<Record<string, string>>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const line = stdout()
        .split('\n')
        .find((text) => text.includes('"msg":"ready"') && text.endsWith('}'));
      if (line !== undefined) resolve(JSON.parse(line) as Record<string, string>);
    });
    void ended.then(() => reject(new Error(`${command.join(' ')} ended:\n${stdout()}${stderr()}`)));
  });
  return {
    ready,
    [Symbol.asyncDispose]: async () => {
      // The whole group, as Ctrl-C in a terminal does: npx stands before the program.
      process.kill(-child.pid!, 'SIGINT');
      await ended;
    },
  };
}

function launch([file = '', ...args]: readonly string[], { cwd = workspaceRoot }: CommandOptions): ChildProcess {
  return spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (more: string) => (text += more));
  return () => text;
}
