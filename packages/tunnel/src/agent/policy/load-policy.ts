/** The policy an agent runs with: its file's, or the default. The YAML reader is loaded only when there is a file. */
import { Policy } from './policy.ts';

/** Rejects with ConfigError CONFIG_INVALID, naming file and line. */
export async function loadPolicy(path: string | undefined): Promise<Policy> {
  if (path === undefined) return new Policy();
  const { readPolicy } = await import('./read-policy.ts');
  return new Policy(readPolicy(path));
}
