/** A file of people, put to the service: what it would do, and then done. */
import { graph } from '../../../lib/graph.ts';

type Tally = { readonly created: number; readonly updated: number; readonly unchanged: number };
export type Rejected = {
  readonly list: 'users' | 'groups';
  readonly index: number;
  readonly line?: number;
  readonly reason: string;
};
export type Sample = {
  readonly list: 'users' | 'groups';
  readonly index: number;
  readonly line?: number;
  readonly name: string;
  readonly state: 'created' | 'updated';
  readonly changes: readonly { readonly property: string; readonly oldValue: unknown; readonly newValue: unknown }[];
};
export type ImportReport = Tally & {
  readonly users: Tally;
  readonly groups: Tally;
  readonly membershipsAdded: number;
  readonly rejected: readonly Rejected[];
  readonly samples?: readonly Sample[];
};

export const maxFileBytes = 64 * 1024 * 1024;
export const isKnownType = ({ name }: File): boolean => /\.(?:csv|json)$/i.test(name);

export const importFile = (file: File, { preview }: { preview: boolean }): Promise<ImportReport> =>
  graph('POST', `/directory/import?preview=${String(preview)}`, {
    body: file,
    contentType: /\.csv$/i.test(file.name) ? 'text/csv' : 'application/json',
  });

/** A file that can be filled in. */
export const template = (): Blob =>
  new Blob(
    [
      'userPrincipalName,displayName,givenName,surname,mail,jobTitle,department,employeeId,businessPhones,accountEnabled,manager\r\n',
      'ada@corp.example,Ada Lovelace,Ada,Lovelace,ada@corp.example,Analyst,Research,1001,+44 20 1;+44 20 2,true,\r\n',
      'charles@corp.example,Charles Babbage,Charles,Babbage,charles@corp.example,Engineer,Research,1002,,true,ada@corp.example\r\n',
    ],
    { type: 'text/csv' },
  );
