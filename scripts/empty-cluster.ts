// The files of an empty database, which every new embedded database is a copy of. A step of `npm run build`.
import { makeEmptyCluster } from '@drawbridge/storage/empty-cluster';

try {
  await makeEmptyCluster();
} catch (thrown) {
  // As in a read-only installation. Nothing depends on it but time.
  console.error(`No empty database could be prepared, so making one will take seconds longer: ${String(thrown)}`);
}
