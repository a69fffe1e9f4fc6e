/**
 * The matching values of resources that were about to be created: whoever has one of them again is searched for in the
 * target, because an answer may have been lost. Never forgets; one in many other values is taken for one of them, which costs a search.
 */
const bits = 2 ** 23;

export class TriedValues {
  #words: Uint32Array | undefined;

  add(key: string): void {
    this.#words ??= new Uint32Array(bits / 32);
    const bit = bitOf(key);
    this.#words[bit >>> 5]! |= 1 << (bit & 31);
  }

  has(key: string): boolean {
    if (!this.#words) return false;
    const bit = bitOf(key);
    return (this.#words[bit >>> 5]! & (1 << (bit & 31))) !== 0;
  }
}

/** FNV-1a. */
function bitOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % bits;
}
