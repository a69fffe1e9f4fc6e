/**
 * Logging. Levels have meanings: `error` someone must act; `warn` trouble that heals itself; `info` a headline of a
 * cycle or a process; `debug` one record. JSON lines when stdout is no terminal, readable lines when it is.
 */
import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = Pick<PinoLogger, 'error' | 'warn' | 'info' | 'debug' | 'child'>;

export type LogOptions = {
  readonly name: string;
  /** Default `info`. */
  readonly level?: string;
  readonly destination?: NodeJS.WritableStream & { isTTY?: boolean };
};

const redacted = ['authorization', 'token', 'secret', 'password', 'clientSecret', 'secretToken'].flatMap((key) => [
  key,
  `*.${key}`,
]);

export function createLogger({ name, level = 'info', destination = process.stdout }: LogOptions): Logger {
  const options = { name, level, redact: { paths: redacted, censor: '***' }, base: { name, pid: process.pid } };
  return pino(options, destination.isTTY ? readable(destination) : destination);
}

/** A logger that says nothing, for tests and libraries without one. */
export const silentLogger: Logger = pino({ level: 'silent' });

const levelNames: Record<number, string> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

function readable(destination: NodeJS.WritableStream): { write(line: string): void } {
  return {
    write(line) {
      const { level, time, msg, name: _name, pid: _pid, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const clock = new Date(time as number).toTimeString().slice(0, 8);
      const facts = Object.entries(rest).map(
        ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      const trouble = err ? ` ${(err as { message?: string }).message ?? ''}` : '';
      destination.write(
        `${clock} ${(levelNames[level as number] ?? '').padEnd(5)} ${[msg, ...facts].join('  ')}${trouble}\n`,
      );
    },
  };
}
