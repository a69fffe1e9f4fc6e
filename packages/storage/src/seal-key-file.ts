/** The file that holds the key for sealed secrets: made once, with the data directory, and readable by its owner only. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newToken, Secret, StorageError } from '@drawbridge/base';
import { parseKey } from './seal.ts';

const othersMayReadOrWrite = 0o077;

/**
 * The key in `file` (32 random bytes in base64); the file is made if it is not there, whole or not at all, also when
 * two processes do so at once. Throws StorageError DATA_DIRECTORY_UNUSABLE when others may read the file or it cannot
 * be read or written, SEAL_BROKEN when it holds no key.
 */
export async function loadOrCreateKey(file: string): Promise<Buffer> {
  try {
    if (!(await exists(file))) await create(file);
    await requirePrivate(file);
    return parseKey(new Secret(await readFile(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof StorageError) {
      if (cause.code === 'SEAL_BROKEN')
        throw new StorageError('SEAL_BROKEN', `Key file ${file}: ${cause.message}`, { cause });
      throw cause;
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unusable(file, `cannot be used: ${reason}. Check the path and the rights of this user.`, cause);
  }
}

/** Written aside and synced, then linked into place: `link` fails when another process was first, and its key counts. */
async function create(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${newToken(6)}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  } finally {
    await rm(draft, { force: true });
  }
  await syncDirectory(dirname(file));
}

/** A key whose name is lost with the power would leave secrets that nobody can open. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function requirePrivate(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await stat(file);
  if ((mode & othersMayReadOrWrite) === 0) return;
  const rights = (mode & 0o777).toString(8).padStart(4, '0');
  throw unusable(
    file,
    `may be read by other users (mode ${rights}), so the secrets sealed with it are not safe. Run: chmod 600 ${file}`,
  );
}

const exists = async (file: string): Promise<boolean> => {
  try {
    await stat(file);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw thrown;
  }
};

const unusable = (file: string, fact: string, cause?: unknown): StorageError =>
  new StorageError('DATA_DIRECTORY_UNUSABLE', `The key file ${file} ${fact}`, { details: { file }, cause });
