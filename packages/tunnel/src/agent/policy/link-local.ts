/**
 * Addresses no provisioning target has: link-local ones, where clouds put the credentials of the machine (metadata). The
 * check is made on the address that a name resolves to, at the moment of connecting, so that a name cannot hide one.
 */
import { lookup, type LookupAddress, type LookupAllOptions, type LookupOneOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { TransportError } from '@drawbridge/base';

const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('100.100.100.200', 'ipv4');
refused.addAddress('168.63.129.16', 'ipv4');
refused.addAddress('fd00:ec2::254', 'ipv6');
refused.addAddress('fd20:ce::254', 'ipv6');

/** Whether the address is link-local or a known metadata service; IPv4 inside IPv6 counts as the IPv4 address. */
export function isLinkLocal(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').split('%', 1)[0] ?? '';
  const family = isIP(bare);
  return family !== 0 && refused.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

export const linkLocalRefusal = (host: string): TransportError =>
  new TransportError(
    'AGENT_POLICY_REFUSED',
    `The agent's policy refuses ${host}: it is a link-local or metadata address (allowLinkLocal: true would allow it).`,
  );

/** As dns.lookup, but a link-local result is an error. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  if (options.all === true) {
    lookup(hostname, options as LookupAllOptions, (error, addresses: LookupAddress[]) => {
      const bad = error === null && addresses.some(({ address }) => isLinkLocal(address));
      callback(bad ? linkLocalRefusal(hostname) : error, addresses);
    });
    return;
  }
  lookup(hostname, options as LookupOneOptions, (error, address, family) => {
    callback(error === null && isLinkLocal(address) ? linkLocalRefusal(hostname) : error, address, family);
  });
};
