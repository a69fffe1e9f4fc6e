/** The sentence that Graph's clients know for what does not exist. */
import { DirectoryError } from '@drawbridge/base';

export const notFound = (id: string): DirectoryError =>
  new DirectoryError(
    'OBJECT_NOT_FOUND',
    `Resource '${id.slice(0, 200)}' does not exist or one of its queried reference-property objects are not present.`,
  );
