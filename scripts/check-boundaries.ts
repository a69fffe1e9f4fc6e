/**
 * Guards the direction of imports: each package has a rank, and an import may only go to a higher one; and a package may
 * import only what its own package.json names (npm hoists every workspace, so an undeclared import resolves silently).
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtinModules } from 'node:module';

/** In flow order: who exists, what should happen, how to say it, which road, the road. */
const ranks: Readonly<Record<string, number>> = {
  'apps/service': 0,
  'apps/agent': 0,
  'apps/scim-app': 0,
  'apps/portal': 0,
  'packages/storage': 5,
  'packages/directory': 10,
  'packages/engine': 20,
  'packages/scim-client': 30,
  'packages/transport': 40,
  'packages/tunnel': 50,
  'packages/expressions': 70,
  'packages/scim': 80,
  'packages/contract': 85,
  'packages/base': 90,
};
/** May import everything; only tests and benchmarks may import it. */
const testkit = 'packages/testkit';

/** What an app may know beyond its rank. */
const onlyFor: Readonly<Record<string, readonly string[]>> = {
  'apps/agent': ['packages/base', 'packages/tunnel'],
  'apps/scim-app': ['packages/base', 'packages/scim', 'packages/storage'],
  // It runs in a browser, and reaches everything else through the public API.
  'apps/portal': ['packages/contract', 'packages/expressions'],
};

type Manifest = { name: string; dependencies?: Record<string, string> };
const manifests = new Map<string, Manifest>();
for (const file of globSync('{apps,packages}/*/package.json')) {
  manifests.set(dirname(file), JSON.parse(readFileSync(file, 'utf8')) as Manifest);
}
const folderOf = new Map([...manifests].map(([folder, { name }]) => [name, folder]));
const builtins = new Set(builtinModules);

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g;
const problems: string[] = [];

for (const [folder, manifest] of manifests) {
  const declared = new Set(Object.keys(manifest.dependencies ?? {}));
  for (const file of globSync(`${folder}/src/**/*.{ts,tsx}`)) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(importPattern)) {
      const specifier = match[1] ?? match[2] ?? match[3]!;
      check(file, folder, specifier, declared);
    }
  }
}

function check(file: string, folder: string, specifier: string, declared: ReadonlySet<string>): void {
  if (specifier.startsWith('.')) {
    if (!join(dirname(file), specifier).startsWith(`${folder}/`))
      problems.push(`${file}: '${specifier}' leaves its package`);
    return;
  }
  if (specifier.startsWith('node:') || builtins.has(specifier)) return;
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0]!;
  if (!declared.has(name)) problems.push(`${file}: '${name}' is not a dependency in ${folder}/package.json`);
  const target = folderOf.get(name);
  if (target === undefined || folder === testkit) return;
  if (target === testkit) return void problems.push(`${file}: only tests may import the testkit`);
  const [from, to] = [ranks[folder], ranks[target]];
  if (from === undefined || to === undefined)
    problems.push(`${file}: ${folder} or ${target} has no rank in scripts/check-boundaries.ts`);
  else if (to <= from)
    problems.push(`${file}: ${folder} (${from}) may not import ${target} (${to}): imports go downstream`);
  const allowed = onlyFor[folder];
  if (allowed && !allowed.includes(target)) problems.push(`${file}: ${folder} may import only ${allowed.join(', ')}`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
