/** The `drawbridge` program: its commands and their flags. */
import { runMain } from '@drawbridge/base';
import { Command } from 'commander';

const program = new Command('drawbridge').description(
  'Provisions people and groups from a directory into applications, also into those behind a firewall.',
);

const data = ['--data <DIR>', 'data directory'] as const;
type Flags = { data?: string } & Record<string, unknown>;
const withData = ({ data: dataDirectory, ...flags }: Flags) => ({ ...flags, dataDirectory });

// Each command loads only what it needs, so that small ones start fast.
program
  .command('serve')
  .description('run the service')
  .option(...data)
  .option('--port <N>', 'port of plain HTTP on loopback; 0 = a free one')
  .option('--tls-port <N>', 'port of HTTPS; 0 = a free one')
  .option('--tls-host <ADDRESS>', 'address that HTTPS listens on')
  .option('--log-level <LEVEL>', 'debug, info, warn or error')
  .action(async (flags: Flags) => (await import('./cli/serve.ts')).serve(withData(flags)));

program
  .command('client')
  .description('API clients')
  .command('create')
  .description('make an API client; prints its tenantId, clientId and clientSecret as JSON')
  .option(...data)
  .requiredOption('--name <NAME>', 'display name')
  .requiredOption('--role <ROLE>', 'directory role, for example "Global Administrator"')
  .action(async (flags: Flags & { name: string; role: string }) =>
    (await import('./cli/client-create.ts')).createClient({ ...withData(flags), name: flags.name, role: flags.role }),
  );

program
  .command('enrolment-token')
  .description('tokens with which agents enrol')
  .command('create')
  .description('make a token for one agent, valid one hour; prints it')
  .option(...data)
  .action(async (flags: Flags) =>
    (await import('./cli/enrolment-token-create.ts')).createEnrolmentToken(withData(flags)),
  );

program
  .command('import')
  .description('bring people and groups from a CSV or JSON file into the directory')
  .argument('<FILE>', 'a .csv or .json file')
  .option(...data)
  .option('--preview', 'say what would be created and updated; write nothing')
  .action(async (file: string, { preview, ...flags }: Flags) =>
    preview === true
      ? (await import('./cli/preview-people.ts')).previewPeopleFile(file, withData(flags))
      : (await import('./cli/import-people.ts')).importPeopleFile(file, withData(flags)),
  );

await runMain(async () => {
  await program.parseAsync();
});
