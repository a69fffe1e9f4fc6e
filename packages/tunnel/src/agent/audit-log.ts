/** The agent's own record of every request it made or refused: one JSON line each; no bodies, no headers, no query values. */
import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';
import { type Clock, type ErrorCode, type Logger } from '@drawbridge/base';
import { auditedUrl } from '../shown-url.ts';

/** A full file becomes `<name>.1`, and the one before is dropped. */
const maxFileBytes = 64 * 1024 * 1024;

export type AuditEntry = {
  readonly method: string;
  readonly url: string;
  readonly ms: number;
  readonly status?: number;
  /** Why there was no answer. */
  readonly code?: ErrorCode;
};

export class AuditLog {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #file: WriteStream;
  #bytes: number;
  /** The lines of this turn of the event loop: one write for all of them. */
  #lines = '';

  constructor(path: string, clock: Clock, logger: Logger) {
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    this.#file = this.#open();
  }

  write({ method, url, ms, status, code }: AuditEntry): void {
    const line = `${JSON.stringify({ at: this.#clock.now(), method, url: auditedUrl(url), status, code, ms: Math.round(ms * 10) / 10 })}\n`;
    if (this.#lines === '') setImmediate(() => this.#flush());
    this.#lines += line;
  }

  async close(): Promise<void> {
    this.#flush();
    if (this.#file.destroyed) return;
    await new Promise<void>((resolve) => {
      this.#file.once('close', resolve);
      this.#file.end();
    });
  }

  #flush(): void {
    const lines = this.#lines;
    this.#lines = '';
    if (lines === '' || this.#file.writableEnded) return;
    this.#bytes += lines.length;
    if (this.#bytes > maxFileBytes) this.#rotate(lines.length);
    this.#file.write(lines);
  }

  #open(): WriteStream {
    const file = createWriteStream(this.#path, { flags: 'a', mode: 0o600 });
    file.on('error', (error) =>
      this.#logger.error({ err: error, path: this.#path }, 'the audit log cannot be written'),
    );
    return file;
  }

  #rotate(bytes: number): void {
    this.#file.end();
    try {
      renameSync(this.#path, `${this.#path}.1`);
    } catch (error) {
      this.#logger.warn({ err: error }, 'the audit log could not be rotated');
    }
    this.#file = this.#open();
    this.#bytes = bytes;
  }
}
