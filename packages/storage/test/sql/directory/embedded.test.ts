import { silentLogger } from '@drawbridge/base';
import {
  directoryModelContract,
  directoryStoreContract,
  peopleImportContract,
  sourceContract,
  type OpenDirectoryStore,
} from '@drawbridge/testkit';
import { openDatabase } from '../../../src/database/index.ts';
import { migrations } from '../../../src/migrations/index.ts';
import { createSqlDirectoryStore } from '../../../src/sql/directory/directory-store.ts';
import { makeDirectory, removeDirectory } from '../../database/temporary-directory.ts';

const open: OpenDirectoryStore = async () => {
  const directory = makeDirectory();
  const location = { kind: 'embedded', directory } as const;
  const database = await openDatabase<unknown>({
    location,
    migrations,
    logger: silentLogger,
  });
  return {
    store: createSqlDirectoryStore(database),
    close: async () => {
      await database.close();
      removeDirectory(directory);
    },
  };
};

directoryStoreContract('the embedded database', open);
directoryModelContract('the embedded database', open);
sourceContract('the embedded database', open);
peopleImportContract('the embedded database', open);
