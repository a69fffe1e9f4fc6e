/** The agent's version as its package states it; shown to the service and on the agents page. */
import packageJson from '../package.json' with { type: 'json' };

export const agentVersion: string = packageJson.version;
