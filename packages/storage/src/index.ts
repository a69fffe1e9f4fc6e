/** What is remembered, and how secrets rest. */
export { loadOrCreateKey } from './seal-key-file.ts';
export { createSeal, parseKey } from './seal.ts';
export type { Seal } from './seal.ts';
