/** Addresses as lock-out counts them. */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';

/** One IPv6 customer has at least a /64: counted as one. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('%')[0]!.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...first, ...Array.from({ length: 8 - first.length - last.length }, () => '0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Names as failures are kept under: of one length, and no list of who was tried. */
export const identifierHash = (userPrincipalName: string): string =>
  createHash('sha256').update(userPrincipalName.trim().toLowerCase()).digest('base64url');
