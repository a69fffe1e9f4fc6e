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
  .command('signing-key')
  .description('the key that access tokens are signed with')
  .command('rotate')
  .description('sign with a new key from now on; the old one verifies for another day; prints the new key’s id')
  .option(...data)
  .action(async (flags: Flags) => (await import('./cli/signing-key-rotate.ts')).rotateSigningKey(withData(flags)));

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

const account = program.command('account').description('accounts of people, and how they sign in');
const userName = ['<USER_NAME>', 'as name@domain'] as const;

account
  .command('create')
  .description('make a user who can sign in; prints the id as JSON')
  .option(...data)
  .requiredOption('--user-principal-name <NAME>', 'as name@domain')
  .option('--display-name <NAME>', 'the name that people see')
  .option('--role <ROLE>', 'directory role, for example "Global Administrator"')
  .option('--password-file <FILE>', 'file whose first line is the password')
  .option('--password-stdin', 'read the password from standard input')
  .action(async (flags: Flags & { userPrincipalName: string }) =>
    (await import('./cli/account-create.ts')).createAccount({
      ...withData(flags),
      userPrincipalName: flags.userPrincipalName,
    }),
  );

account
  .command('list')
  .description('print everybody who can sign in, a line of JSON each')
  .option(...data)
  .action(async (flags: Flags) => (await import('./cli/account-links.ts')).listAccounts(withData(flags)));

account
  .command('setup-link')
  .description('print a link that makes a Global Administrator, once, within 24 hours')
  .option(...data)
  .action(async (flags: Flags) => (await import('./cli/account-links.ts')).printSetUpLink(withData(flags)));

account
  .command('reset-password')
  .description('print a link with which the user chooses a new password, once, within 24 hours')
  .argument(...userName)
  .option(...data)
  .action(async (userPrincipalName: string, flags: Flags) =>
    (await import('./cli/account-links.ts')).printResetLink({ ...withData(flags), userPrincipalName }),
  );

account
  .command('revoke-sessions')
  .description('end everything that is signed in as the user')
  .argument(...userName)
  .option(...data)
  .action(async (userPrincipalName: string, flags: Flags) =>
    (await import('./cli/account-links.ts')).revokeSessions({ ...withData(flags), userPrincipalName }),
  );

await runMain(async () => {
  await program.parseAsync();
});
