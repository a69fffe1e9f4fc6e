/** One program of an installation, which is killed and started again with the same arguments, as an operator would. */
import { startProgram, type Program, type ProgramOptions, type RunningProgram } from '@drawbridge/testkit/processes';

export class Restartable {
  readonly name: Program;
  readonly #args: readonly string[];
  readonly #options: ProgramOptions;
  readonly #printed: string[] = [];
  #running: RunningProgram | undefined;

  constructor(name: Program, args: readonly string[], options: ProgramOptions = {}) {
    this.name = name;
    this.#args = args;
    this.#options = options;
  }

  /** The members of the "ready" line. */
  get ready(): Readonly<Record<string, string>> {
    return this.#present.ready;
  }

  get exited(): Promise<number | string> {
    return this.#present.exited;
  }

  /** What every run of it printed. */
  output(): string {
    return [...this.#printed, this.#running?.output() ?? ''].join('');
  }

  /** Resolves when it says that it is ready. */
  async start(): Promise<this> {
    this.#running = await startProgram(this.name, this.#args, { readyTimeoutMs: 120_000, ...this.#options });
    return this;
  }

  /** Sends it a signal that it survives. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#present.kill(signal);
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#present.kill('SIGKILL');
    await this.#present.exited;
    this.#forget();
  }

  /** SIGTERM; resolves when the process is gone. */
  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#forget();
  }

  async killAndStart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  #forget(): void {
    if (this.#running) this.#printed.push(this.#running.output());
    this.#running = undefined;
  }

  get #present(): RunningProgram {
    if (this.#running) return this.#running;
    throw new Error(`${this.name} does not run.`);
  }
}
