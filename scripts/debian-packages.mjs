// What the tests need beyond Node: where it is missing, and this is Debian and root, apt brings it.
import { spawnSync } from 'node:child_process';

/** Ends the process with the remedy when the program is not there and cannot be fetched. */
export function ensure({ name, packages, isInstalled, remedy }) {
  if (isInstalled()) return;
  const asRoot = process.getuid?.() === 0;
  if (asRoot && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    console.log(`Installing ${name} for the tests …`);
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
    if (isInstalled()) return;
  }
  console.error(`The tests need ${name}. ${remedy}`);
  process.exit(1);
}

/** Whether a program is on the path and answers. */
export const answers = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
