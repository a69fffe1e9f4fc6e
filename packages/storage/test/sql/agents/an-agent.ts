/** An agent for tests: only what a test cares about is written down. */
import { newId } from '@drawbridge/base';
import { aMoment } from '@drawbridge/testkit';
import type { NewAgent } from '@drawbridge/tunnel/hub';

export const anAgent = (given: Partial<NewAgent> = {}): NewAgent => ({
  id: newId(),
  machineName: 'hq-gateway',
  version: '0.1.0',
  os: 'Linux 6.1 x64',
  publicKeyThumbprint: 'thumbprint',
  certificatePem: 'certificate',
  enrolledAt: aMoment,
  externalIp: '203.0.113.7',
  ...given,
});
