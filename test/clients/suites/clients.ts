/** All suites, on one installation: each file of tests names its database. */
import { afterAll, beforeAll } from 'vitest';
import { startInstallation, type Database, type Installation } from '../support/installation.ts';
import { azureCliSuite } from './azure-cli.ts';
import { documentationSuite } from './documentation.ts';
import { graphClientSuite } from './graph-client.ts';
import { kiotaSuite } from './kiota.ts';
import { msalSuite } from './msal.ts';
import { powerShellSuite } from './powershell.ts';
import { terraformSuite } from './terraform.ts';

export function clientsOn(database: Database): void {
  let installation: Installation | undefined;
  beforeAll(async () => {
    installation = await startInstallation(database);
  });
  afterAll(() => installation?.[Symbol.asyncDispose]());

  for (const suite of [
    graphClientSuite,
    msalSuite,
    kiotaSuite,
    terraformSuite,
    powerShellSuite,
    azureCliSuite,
    documentationSuite,
  ])
    suite(() => installation!);
}
