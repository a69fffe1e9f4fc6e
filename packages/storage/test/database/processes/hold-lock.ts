/** Locks the directory given, publishes a fact, prints its outcome, and lives until it is killed. */
import { lockDataDirectory } from '../../../src/database/index.ts';

const [directory = ''] = process.argv.slice(2);
try {
  const lock = await lockDataDirectory(directory, { purpose: 'service' });
  lock.publish({ url: 'http://127.0.0.1:8080' });
  console.log('locked');
  setInterval(() => {}, 60_000);
} catch (thrown) {
  console.log((thrown as { code?: string }).code);
}
