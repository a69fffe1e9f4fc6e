/** Runs `drawbridge-scim-app` as a process of its own, through its launcher, and reads what it says. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const launcher = join(import.meta.dirname, '../../bin/drawbridge-scim-app.mjs');

export type Command = {
  readonly child: ChildProcess;
  /** The lines of stdout so far. */
  readonly lines: readonly string[];
  /** Resolves with the URL of the "ready" line; rejects when the process ends before it. */
  readonly ready: Promise<string>;
  /** Resolves when the process has ended and all it said was read. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
};

export function runCommand(words: readonly string[], environment: Record<string, string> = {}): Command {
  const child = spawn(process.execPath, [launcher, ...words], { env: { ...process.env, ...environment } });
  const lines: string[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }));
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const entry = line.startsWith('{') ? (JSON.parse(line) as { msg?: string; url?: string }) : {};
      if (entry.msg === 'ready' && entry.url !== undefined) resolve(entry.url);
    });
    void ended.then(({ code }) => reject(new Error(`It ended with ${code} before it was ready: ${stderr}`)));
  });
  ready.catch(() => {}); // not everyone waits for it
  return { child, lines, ready, ended };
}
