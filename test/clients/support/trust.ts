/** Makes this process trust one more certificate authority, as NODE_EXTRA_CA_CERTS does for a process that starts. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

export const trust = (certificatePem: string): void =>
  setDefaultCACertificates([...getCACertificates('default'), certificatePem]);
