/** `npm run bench -- NAME [options]`: one benchmark, or the list of them. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

const names = globSync(join(import.meta.dirname, '*.ts'))
  .map((file) => basename(file, '.ts'))
  .filter((name) => name !== 'run');
const [name, ...options] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`Usage: npm run bench -- NAME [options]\nNames: ${names.sort().join(', ')}`);
  process.exit(1);
}
process.argv.splice(2, process.argv.length - 2, ...options);
await import(`./${name}.ts`);
