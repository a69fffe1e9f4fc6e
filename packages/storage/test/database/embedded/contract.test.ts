import { databaseContract } from '@drawbridge/testkit';
import { afterAll } from 'vitest';
import { openLocation } from '../../../src/database/index.ts';
import { makeDirectory, removeDirectory } from '../temporary-directory.ts';

const directories: string[] = [];
afterAll(() => directories.forEach(removeDirectory));

databaseContract('embedded', async () => {
  const directory = makeDirectory();
  directories.push(directory);
  return openLocation(directory);
});
