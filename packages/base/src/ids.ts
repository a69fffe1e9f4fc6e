/** Ids are made in Node, never in SQL, so that both database engines agree. */
import { randomBytes, randomFillSync, randomUUID } from 'node:crypto';

/** A random UUID (version 4). */
export const newId = (): string => randomUUID();

const pool = Buffer.alloc(4096);
let drawn = pool.length;

/** From a pool, as `randomUUID` does it: asking the system for 16 bytes at a time costs more than the rest of an id. */
function take16RandomBytes(): Buffer {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const bytes = Buffer.from(pool.subarray(drawn, drawn + 16));
  drawn += 16;
  return bytes;
}

/** A UUID of version 7: sorts by time, so that log tables grow at one end of their index. `nowMs` is epoch milliseconds. */
export function newTimeOrderedId(nowMs: number): string {
  const bytes = take16RandomBytes();
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `byteLength` random bytes as base64url, for tokens and secrets. */
export const newToken = (byteLength = 32): string => randomBytes(byteLength).toString('base64url');

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => uuidPattern.test(text);
