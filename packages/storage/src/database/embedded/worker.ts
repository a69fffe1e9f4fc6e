/**
 * The thread the embedded database lives in. PGlite blocks the thread it runs in, so it gets its own.
 * It knows nothing of rows and types: batches of the PostgreSQL wire protocol come in, the server's bytes go out, one
 * answer for each batch, in order.
 *
 *   main: session ──batch──▶ channel ══ postMessage ══▶ this worker ──▶ PGlite ──▶ DurableFileSystem ──▶ disk
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { DurableFileSystem } from './durable-file-system.ts';
import { finishCreation, prepareCreation } from './creation.ts';
import { copyEmptyCluster } from './empty-cluster.ts';
import type { FromWorker, ToWorker, WorkerInput } from './channel.ts';

const { directory, startParameters, emptyCluster } = workerData as WorkerInput;
const port = parentPort!;
const tell = (message: FromWorker): void => port.postMessage(message);

const settings = {
  wal_sync_method: 'fsync',
  jit: 'off',
  shared_buffers: '64MB',
  work_mem: '16MB',
  max_wal_size: '256MB',
  random_page_cost: '1.1',
};

const lastWords: string[] = [];

try {
  const isNew = prepareCreation(directory);
  if (isNew) copyEmptyCluster(emptyCluster, directory);
  const files = new DurableFileSystem(directory);
  const database = await PGlite.create({
    fs: files,
    startParams: [
      ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ...startParameters,
    ],
    onStderr: (line) => {
      lastWords.push(line);
      if (lastWords.length > 20) lastWords.shift();
      return true;
    },
  });
  const syncsBefore = files.syncs;
  await database.query(`select pg_logical_emit_message(true, 'drawbridge', 'is a commit written through?')`);
  const syncsOfOneCommit = files.syncs - syncsBefore;
  if (isNew) finishCreation(directory);
  port.on('message', (message: ToWorker) => {
    if (message === 'stop') void stop(database);
    else answer(database, message);
  });
  tell({ kind: 'ready', syncsOfOneCommit });
} catch (thrown) {
  tell({ kind: 'failed', reason: describe(thrown) });
  port.close();
}

function answer(database: PGlite, batch: Uint8Array): void {
  let output = new Uint8Array(16_384);
  let length = 0;
  const onRawData = (bytes: Uint8Array): void => {
    if (length + bytes.length > output.length) {
      const larger = new Uint8Array(Math.max(output.length * 2, length + bytes.length));
      larger.set(output.subarray(0, length));
      output = larger;
    }
    output.set(bytes, length);
    length += bytes.length;
  };
  // The call does its work before it returns; the promise only carries a failure of PGlite itself, which is final.
  database.execProtocolRawStream(batch, { syncToFs: false, onRawData }).then(
    () => port.postMessage(output.subarray(0, length), [output.buffer]),
    (thrown: unknown) => {
      tell({ kind: 'failed', reason: describe(thrown) });
      port.close();
    },
  );
}

async function stop(database: PGlite): Promise<void> {
  await database.close();
  tell({ kind: 'stopped' });
  port.close();
}

function describe(thrown: unknown): string {
  // PostgreSQL's own exit arrives as Emscripten's ExitStatus, which is no Error.
  const message = (thrown as { message?: string } | undefined)?.message ?? String(thrown);
  return [message, ...lastWords.slice(-3)].join(' | ');
}
