/**
 * Remembers the ids of assertions until they expire, so that none is accepted twice. It remembers only assertions whose
 * signature was right, so that a stranger cannot fill it.
 */
export class ReplayGuard {
  readonly #expiryMs = new Map<string, number>();
  #sweepAt = 1024;

  /** True the first time this id is seen, false ever after until it expires. */
  admit(id: string, expiresMs: number, nowMs: number): boolean {
    if ((this.#expiryMs.get(id) ?? 0) > nowMs) return false;
    if (this.#expiryMs.size >= this.#sweepAt) this.#sweep(nowMs);
    this.#expiryMs.set(id, expiresMs);
    return true;
  }

  #sweep(nowMs: number): void {
    for (const [id, expiresMs] of this.#expiryMs) if (expiresMs <= nowMs) this.#expiryMs.delete(id);
    this.#sweepAt = Math.max(1024, this.#expiryMs.size * 2);
  }
}
