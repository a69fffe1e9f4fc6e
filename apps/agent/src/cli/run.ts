/** `drawbridge-agent run`: serves until SIGTERM or SIGINT; ends with a sentence and exit code 1 when the agent was revoked. */
import { createLogger, shutdownSignal } from '@drawbridge/base';
import { composeAgent } from '../compose.ts';
import { readRunConfig } from '../config.ts';

export type RunFlags = {
  readonly state: string;
  readonly policy?: string;
  readonly audit?: string;
  readonly proxy?: string;
};

export async function runCommand(flags: RunFlags): Promise<void> {
  const config = readRunConfig(flags);
  const logger = createLogger({ name: 'drawbridge-agent', level: config.logLevel });
  const signal = shutdownSignal();
  const { agent, close } = await composeAgent(config, logger);
  try {
    await agent.run(signal);
    logger.info('stopped');
  } finally {
    await close();
  }
}
