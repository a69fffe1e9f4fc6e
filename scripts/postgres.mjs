// The tests run against a real PostgreSQL server that they start themselves. Its programs must be on the machine:
// where they are not, and this is Debian and root, apt brings them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const home = '/usr/lib/postgresql';

const isInstalled = () =>
  (existsSync(home) && readdirSync(home).some((version) => existsSync(join(home, version, 'bin', 'initdb')))) ||
  spawnSync('initdb', ['--version'], { stdio: 'ignore' }).status === 0;

export function ensurePostgres() {
  if (isInstalled()) return;
  const asRoot = process.getuid?.() === 0;
  if (asRoot && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    console.log('Installing PostgreSQL for the tests …');
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], quiet);
    if (isInstalled()) return;
  }
  console.error(
    'The tests need PostgreSQL 15 or newer (initdb and postgres). Install it, for example: apt-get install postgresql',
  );
  process.exit(1);
}
