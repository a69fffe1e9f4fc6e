/** Everything that a filter finds, as a file: the service writes it as it reads, whatever its size. */
import { useMutation } from '@tanstack/react-query';
import { now } from '../../../lib/clock.ts';
import { saveFile } from '../../../lib/download.ts';
import { graphResponse } from '../../../lib/graph.ts';

export type ExportFormat = 'csv' | 'json';

/** Resolves with the name of the file. */
export const useLogExport = (log: { readonly path: string; readonly fileName: string }) =>
  useMutation({
    mutationFn: async ({ format, filter }: { format: ExportFormat; filter: string }) => {
      const query = new URLSearchParams({ format, $filter: filter });
      const response = await graphResponse('GET', `${log.path}/export?${query}`);
      const name = `${log.fileName}-${now().toISOString().slice(0, 19).replaceAll(':', '-')}.${format}`;
      saveFile(name, await response.blob());
      return name;
    },
  });
