/** `drawbridge-scim-app`: starts the reference SCIM application, says where it is, and ends on SIGTERM or SIGINT. */
import { createLogger, runMain, shutdownSignal, untilAborted } from '@drawbridge/base';
import { readArguments } from './command-line.ts';
import { startScimApp } from './compose.ts';
import { readSettings } from './config.ts';

await runMain(async () => {
  const { host, port, token, data, databaseUrl, faultLatencyMs, faultErrorRate, logLevel } = readSettings(
    readArguments(process.argv.slice(2)),
  );
  const signal = shutdownSignal();
  const logger = createLogger({ name: 'scim-app', level: logLevel });
  const app = await startScimApp({
    host,
    port,
    token,
    dataDirectory: data,
    databaseUrl,
    faults: { latencyMs: faultLatencyMs, errorRate: faultErrorRate },
    logger,
  });
  logger.info({ url: app.url }, 'ready');
  await untilAborted(signal);
  await app.close();
  logger.info('stopped');
});
