// Runs a program on the workspace's Node, with node_modules/.bin first on the PATH, and passes signals and exit code on.
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { node, root } from './install.mjs';

/** Resolves with the exit code. `args` start with the program's file; `output` is called with what it prints, when given. */
export function run(args, { output, env = {} } = {}) {
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, args, {
    cwd: root,
    stdio: ['inherit', output ? 'pipe' : 'inherit', 'inherit'],
    env: { ...process.env, PATH: path, ...env },
  });
  // Ctrl-C reaches the whole process group by itself; a signal sent to us alone has to be passed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.stdout?.on('data', (chunk) => {
    process.stdout.write(chunk);
    output(String(chunk));
  });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}
