/** Runs a script of this folder as a process of its own and reads what it prints, line by line. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type Child = {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line that fits; rejects when the process ends without it. */
  line(fits: (line: string) => boolean): Promise<string>;
  /** Sends the signal, and resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
};

export function startChild(script: string, ...parameters: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let trouble = '';
  let isOver = false;
  const wake = (): void => waiting.forEach((look) => look());
  child.stderr.on('data', (bytes: Buffer) => (trouble += bytes.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      isOver = true;
      wake();
      resolve();
    }),
  );
  return {
    process: child,
    lines,
    line: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find(fits);
          if (found === undefined && !isOver) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`${script} has ended: ${trouble}`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
