/**
 * Opens sockets for the direct road, and only to addresses that the rules allow. The check is made on the address
 * that is connected to, when it is connected to: a name that answers differently the second time (DNS rebinding)
 * gains nothing.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import { buildConnector } from 'undici';
import { addressKind, isIpHost } from './address-rules.ts';

/** Becomes TARGET_ADDRESS_REFUSED where the request is known. */
export class AddressRefused extends Error {
  readonly host: string;
  readonly address: string;

  constructor(host: string, address: string) {
    super(`address ${address} of host ${host} is refused`);
    this.host = host;
    this.address = address;
  }
}

/** Finds every address of a name. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true; readonly family?: number | 'IPv4' | 'IPv6'; readonly hints?: number },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export type ConnectOptions = {
  readonly allowPrivateAddresses: boolean;
  readonly connectTimeoutMs: number;
  /** PEM; trusted beside the authorities that Node trusts. */
  readonly ca?: string;
  /** Default: the system's. */
  readonly resolve?: Resolve;
};

export function guardedConnect(options: ConnectOptions): buildConnector.connector {
  const isAllowed = (address: string): boolean => {
    const kind = addressKind(address);
    return kind === 'public' || (kind === 'private' && options.allowPrivateAddresses);
  };
  const connect = buildConnector({
    allowH2: false,
    timeout: options.connectTimeoutMs,
    lookup: guardedLookup(options.resolve ?? systemLookup, isAllowed),
    ...(options.ca === undefined ? {} : { ca: [...getCACertificates('default'), options.ca] }),
  });
  return (target, callback) => {
    // Node looks no name up for an address, so the lookup below would never see it.
    if (isIpHost(target.hostname) && !isAllowed(target.hostname)) {
      const refused = new AddressRefused(target.hostname, target.hostname);
      queueMicrotask(() => callback(refused, null));
    } else connect(target, callback);
  };
}

/** Refused addresses are left out; a name that has no other fails. */
function guardedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, { family, hints, all }, callback) => {
    const options = {
      all: true,
      ...(family === undefined ? {} : { family }),
      ...(hints === undefined ? {} : { hints }),
    } as const;
    resolve(hostname, options, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => isAllowed(address));
      const first = allowed[0];
      if (first === undefined) return callback(new AddressRefused(hostname, found[0]?.address ?? '(none)'), []);
      if (all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
