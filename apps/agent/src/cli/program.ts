/** The commands, each in its own file; its parts are loaded when it runs, so that `run` carries nothing of the others. */
import { Command } from 'commander';
import { agentVersion } from '../version.ts';
import type { EnrolFlags } from './enrol.ts';
import type { RunFlags } from './run.ts';
import type { StatusFlags } from './status.ts';

export function program(): Command {
  const root = new Command('drawbridge-agent')
    .description('The on-premises agent of Drawbridge: it dials out, and makes the requests its policy allows.')
    .version(agentVersion);

  root
    .command('enrol')
    .description('make this host an agent, with a one-time token (drawbridge enrolment-token create)')
    .requiredOption('--service <url>', 'base URL of the service, https://…')
    .requiredOption('--token <token>', 'the enrolment token')
    .requiredOption('--state <dir>', 'directory that keeps the identity of this agent')
    .option('--proxy <url>', 'HTTP proxy on the way to the service, http://[user:password@]host:port')
    .action(async (flags: EnrolFlags) => (await import('./enrol.ts')).enrolCommand(flags));

  root
    .command('run')
    .description('connect to the service and serve until stopped')
    .requiredOption('--state <dir>', 'directory that keeps the identity of this agent')
    .option('--policy <file>', 'policy file: what this agent may be asked for (YAML)')
    .option('--audit <file>', 'where to note every request (default: audit.log in the state directory)')
    .option('--proxy <url>', 'HTTP proxy on the way to the service, http://[user:password@]host:port')
    .action(async (flags: RunFlags) => (await import('./run.ts')).runCommand(flags));

  root
    .command('status')
    .description('print who this agent is and until when its certificate is valid')
    .requiredOption('--state <dir>', 'directory that keeps the identity of this agent')
    .action(async (flags: StatusFlags) => (await import('./status.ts')).statusCommand(flags));

  return root;
}
