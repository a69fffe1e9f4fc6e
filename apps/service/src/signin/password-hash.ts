/** Passwords at rest: argon2id with the parameters that OWASP recommends, made again when these have changed. */
import { ApiError, Secret } from '@drawbridge/base';
import { hash, parseOptions, verify } from '@node-rs/argon2';

/** 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). Argon2id is the package's default. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each takes 19 MiB and a core; who comes when so many are under way is asked to come back. */
const maxUnderWay = 32;
let underWay = 0;

export const hashPassword = (password: Secret): Promise<string> => bounded(() => hash(password.reveal(), parameters));

export const matchesPassword = (stored: string, password: Secret): Promise<boolean> =>
  bounded(() => verify(stored, password.reveal()));

/** The hash was made with parameters of an earlier release. */
export function isOutdated(stored: string): boolean {
  const made = parseOptions(stored);
  return (
    made.memoryCost !== parameters.memoryCost ||
    made.timeCost !== parameters.timeCost ||
    made.parallelism !== parameters.parallelism
  );
}

let decoy: Promise<string> | undefined;
/** Takes as long as a real check, so that time does not tell whether a user exists. Never matches. */
export async function matchesNobody(password: Secret): Promise<false> {
  decoy ??= hashPassword(new Secret('nobody'));
  await matchesPassword(await decoy, password);
  return false;
}

async function bounded<Result>(work: () => Promise<Result>): Promise<Result> {
  if (underWay >= maxUnderWay)
    throw new ApiError('TOO_MANY_REQUESTS', 'Too many people sign in at this moment. Try again in a few seconds.');
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
  }
}
