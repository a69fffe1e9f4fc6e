// The tests run against a real PostgreSQL server that they start themselves.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { answers, ensure } from './debian-packages.mjs';

const home = '/usr/lib/postgresql';

export const ensurePostgres = () =>
  ensure({
    name: 'PostgreSQL 15 or newer (initdb and postgres)',
    packages: ['postgresql'],
    isInstalled: () =>
      (existsSync(home) && readdirSync(home).some((version) => existsSync(join(home, version, 'bin', 'initdb')))) ||
      answers('initdb'),
    remedy: 'Install it, for example: apt-get install postgresql',
  });
