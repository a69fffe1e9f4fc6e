/** The executable `drawbridge-agent`: reads the command line and runs one command. */
import { runMain } from '@drawbridge/base';
import { program } from './cli/program.ts';

await runMain(async () => {
  await program().parseAsync();
});
