/** Where this machine keeps PostgreSQL's programs: Debian hides them from the PATH. */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

const debianRoot = '/usr/lib/postgresql';

/** The newest version in Debian's place, else the first on the PATH. Throws when there is none. */
export function findPostgresBinaries(path = process.env['PATH'] ?? ''): PostgresBinaries {
  const versions = existsSync(debianRoot) ? readdirSync(debianRoot).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debianRoot, version, 'bin')), ...path.split(delimiter)];
  for (const folder of folders) {
    const [initdb, postgres] = [join(folder, 'initdb'), join(folder, 'postgres')];
    if (existsSync(initdb) && existsSync(postgres)) return { initdb, postgres };
  }
  throw new Error(
    'PostgreSQL is not installed: neither in /usr/lib/postgresql nor on the PATH. Run: apt-get install postgresql',
  );
}
