import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { addressKind } from '../src/address-rules.ts';

describe('addressKind', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['10.255.255.255', 'private'],
    ['11.0.0.0', 'public'],
    ['100.64.0.1', 'private'],
    ['100.128.0.1', 'public'],
    ['127.255.255.254', 'private'],
    ['0.0.0.0', 'private'],
    ['192.168.0.1', 'private'],
    ['198.19.255.255', 'private'],
    ['240.0.0.1', 'private'],
    ['255.255.255.255', 'refused'],
    ['224.0.0.1', 'refused'],
    ['169.254.0.0', 'refused'],
    ['169.254.169.254', 'refused'],
    ['168.63.129.16', 'refused'],
    ['100.100.100.200', 'refused'],
    ['2606:4700::1111', 'public'],
    ['::', 'private'],
    ['::1', 'private'],
    ['fc00::1', 'private'],
    ['fdff::1', 'private'],
    ['fe00::1', 'public'],
    ['fe80::1', 'refused'],
    ['fe80::1%eth0', 'refused'],
    ['[febf::1]', 'refused'],
    ['fec0::1', 'private'],
    ['ff02::1', 'refused'],
    ['fd00:ec2::254', 'refused'],
    ['fd20:ce::254', 'refused'],
    ['2001::1', 'private'],
    ['2001:db8::1', 'private'],
    ['::ffff:8.8.8.8', 'public'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:a9fe:a9fe', 'refused'],
    ['::ffff:0:169.254.169.254', 'refused'],
    ['::127.0.0.1', 'private'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['64:ff9b::192.168.0.1', 'private'],
    ['2002:a9fe:a9fe::1', 'refused'],
    ['2002:0808:0808::1', 'public'],
    ['scim.example', 'refused'],
    ['', 'refused'],
    ['1.2.3', 'refused'],
  ] as const)('%s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  test('an IPv4 address is judged the same when it is written inside an IPv6 one', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressKind(`::ffff:${address}`)).toBe(addressKind(address));
        expect(addressKind(`64:ff9b::${address}`)).toBe(addressKind(address));
      }),
    );
  });

  test('every spelling of an IPv6 address is judged the same', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const canonical = new URL(`http://[${address}]/`).hostname;
        expect(addressKind(canonical)).toBe(addressKind(address));
      }),
    );
  });
});
