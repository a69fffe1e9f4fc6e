/**
 * Which addresses the service may connect to in direct mode. A tenant URL is typed by an application's administrator,
 * the service stands in another network: without this table a tenant URL would be a way to look around in it (SSRF).
 * Addresses are judged as bytes, and an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) by what it leads to.
 */
import { isIP } from 'node:net';

/**
 * - `public`  anybody's to reach
 * - `private` loopback, private and otherwise local networks: only when the configuration allows it
 * - `refused` link-local, cloud metadata, multicast, broadcast: never
 */
export type AddressKind = 'public' | 'private' | 'refused';

type Rule = readonly [prefix: Uint8Array, bits: number, kind: AddressKind];

const rulesOf = (kind: AddressKind, ...ranges: readonly string[]): readonly Rule[] =>
  ranges.map((range) => {
    const [address = '', bits = ''] = range.split('/');
    return [bytesOf(address), Number(bits), kind];
  });

/** First match wins. Sources: the IANA special-purpose address registries (RFC 6890), and the makers' metadata addresses. */
const ipv4Rules: readonly Rule[] = [
  ...rulesOf('refused', '169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32'),
  // Metadata and host agents outside the link-local range: Alibaba Cloud, Azure, Oracle Cloud.
  ...rulesOf('refused', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'),
  ...rulesOf('private', '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'),
  ...rulesOf('private', '192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'),
  ...rulesOf('private', '240.0.0.0/4'),
];

const ipv6Rules: readonly Rule[] = [
  // The last two: metadata of Amazon EC2 and of Google Compute Engine.
  ...rulesOf('refused', 'fe80::/10', 'ff00::/8', 'fd00:ec2::254/128', 'fd20:ce::254/128'),
  ...rulesOf('private', '::/127', 'fc00::/7', 'fec0::/10', '100::/64', '2001:db8::/32', '2001::/23', '64:ff9b:1::/48'),
];

/** Ranges of IPv6 that carry an IPv4 address, and at which byte. */
const embeddedIpv4: readonly (readonly [prefix: Uint8Array, bits: number, at: number])[] = [
  [bytesOf('::ffff:0:0'), 96, 12],
  [bytesOf('::ffff:0:0:0'), 96, 12],
  [bytesOf('64:ff9b::'), 96, 12],
  [bytesOf('2002::'), 16, 2],
  [bytesOf('::'), 96, 12],
];

/** Judges an IP address in text form, IPv6 with or without brackets and zone. What is no IP address is `refused`. */
export function addressKind(address: string): AddressKind {
  const bare = withoutBracketsAndZone(address);
  if (isIP(bare) === 0) return 'refused';
  const bytes = bytesOf(bare);
  if (bytes.length === 4) return firstMatch(ipv4Rules, bytes);
  const kind = firstMatch(ipv6Rules, bytes);
  if (kind !== 'public') return kind;
  const embedded = embeddedIpv4.find(([prefix, bits]) => hasPrefix(bytes, prefix, bits));
  return embedded === undefined ? 'public' : firstMatch(ipv4Rules, bytes.subarray(embedded[2], embedded[2] + 4));
}

/** Whether a URL's host is an IP address, so that no name is looked up for it. */
export const isIpHost = (hostname: string): boolean => isIP(withoutBracketsAndZone(hostname)) !== 0;

const withoutBracketsAndZone = (address: string): string => address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');

const firstMatch = (rules: readonly Rule[], bytes: Uint8Array): AddressKind =>
  rules.find(([prefix, bits]) => hasPrefix(bytes, prefix, bits))?.[2] ?? 'public';

function hasPrefix(bytes: Uint8Array, prefix: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  for (let i = 0; i < whole; i += 1) if (bytes[i] !== prefix[i]) return false;
  const rest = bits & 7;
  return rest === 0 || (bytes[whole]! ^ prefix[whole]!) >> (8 - rest) === 0;
}

/** The bytes of a valid address: 4 or 16. */
function bytesOf(address: string): Uint8Array {
  if (!address.includes(':')) return Uint8Array.from(address.split('.'), Number);
  const [head = '', tail] = address.split('::');
  const left = groupBytes(head);
  if (tail === undefined) return Uint8Array.from(left);
  const right = groupBytes(tail);
  const gap = new Array<number>(16 - left.length - right.length).fill(0);
  return Uint8Array.from([...left, ...gap, ...right]);
}

function groupBytes(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
