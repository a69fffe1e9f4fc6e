/** The product's programs as real processes: started, waited for until they say "ready", stopped or killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@drawbridge/base';

export const workspaceRoot = join(fileURLToPath(import.meta.url), '..', '..', '..', '..', '..');
const ours = join(workspaceRoot, 'node_modules', '.bin', 'node');
const node = existsSync(ours) ? ours : process.execPath;

export const programs = ['service', 'agent', 'scim-app'] as const;
export type Program = (typeof programs)[number];

/** What `npx` runs. */
const launchers: Readonly<Record<Program, string>> = {
  service: join(workspaceRoot, 'apps', 'service', 'bin', 'drawbridge.mjs'),
  agent: join(workspaceRoot, 'apps', 'agent', 'bin', 'drawbridge-agent.mjs'),
  'scim-app': join(workspaceRoot, 'apps', 'scim-app', 'bin', 'drawbridge-scim-app.mjs'),
};

export type ProgramOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default 60,000. */
  readonly readyTimeoutMs?: number;
};

export type RunningProgram = {
  readonly pid: number;
  /** The members of the "ready" line. */
  readonly ready: Readonly<Record<string, string>>;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  readonly exited: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then waits for the end; SIGKILL when that takes longer than ten seconds. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const live = new Set<ChildProcess>();
process.on('exit', () => live.forEach((child) => child.kill('SIGKILL')));

function launch(program: Program, args: readonly string[], { env, cwd }: ProgramOptions): ChildProcess {
  const child = spawn(node, [launchers[program], ...args], {
    cwd: cwd ?? workspaceRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group: Ctrl-C in a terminal reaches the starter, which then stops the programs in order.
    detached: true,
  });
  live.add(child);
  child.on('exit', () => live.delete(child));
  return child;
}

/** Rejects with what the program printed when it ends, or is not ready in time. */
export async function startProgram(
  program: Program,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<RunningProgram> {
  const child = launch(program, args, options);
  const printed: string[] = [];
  const exited = new Promise<number | string>((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  const ready = await new Promise<Record<string, string>>((resolve, reject) => {
    const failed = (what: string): void => reject(new Error(`${program} ${what}:\n${printed.join('')}`));
    const timer = systemClock.after(options.readyTimeoutMs ?? 60_000, () => {
      child.kill('SIGKILL');
      failed('was not ready in time');
    });
    void exited.then((code) => {
      timer.cancel();
      failed(`ended with ${code}`);
    });
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed.push(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      const line = lines.map(parseLine).find((entry) => entry?.['msg'] === 'ready');
      if (!line) return;
      timer.cancel();
      resolve(line as Record<string, string>);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  });

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = systemClock.after(10_000, () => child.kill('SIGKILL'));
    await exited;
    timer.cancel();
  };
  return {
    pid: child.pid ?? 0,
    ready,
    output: () => printed.join(''),
    exited,
    kill: (signal) => void child.kill(signal),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

export type ProgramResult = { readonly code: number | string; readonly stdout: string; readonly stderr: string };

/** Runs a program to its end. */
export async function runProgram(
  program: Program,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const child = launch(program, args, options);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | string>((resolve) =>
    child.on('close', (exit, signal) => resolve(exit ?? signal ?? 'unknown')),
  );
  return { code, stdout, stderr };
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    // Not every line is a log line: stack traces and warnings are text.
    return undefined;
  }
}
