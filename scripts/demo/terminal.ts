/** How the demo speaks. */
const colour = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;

const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = (text: string): string => paint(1, text);
export const dim = (text: string): string => paint(2, text);
export const green = (text: string): string => paint(32, text);

export const say = (text: string): void => console.log(text);
export const heading = (text: string): void => console.log(`\n${bold(text)}`);
export const done = (text: string): void => console.log(`${green('✓')} ${text}`);

export const number = (value: number): string => value.toLocaleString('en-US');
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** A bar that redraws itself on a terminal, and prints a line every tenth elsewhere. */
export function progressBar(label: string) {
  const width = 32;
  let tenth = -1;
  return {
    show(doneUnits: number, totalUnits: number, note = ''): void {
      const share = totalUnits === 0 ? 1 : Math.min(1, doneUnits / totalUnits);
      const filled = Math.round(share * width);
      const bar = `${label} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(Math.round(share * 100)).padStart(3)}%  ${note}`;
      if (process.stdout.isTTY) process.stdout.write(`\r\u001b[2K${bar}`);
      else if (Math.floor(share * 10) > tenth) say(bar);
      tenth = Math.max(tenth, Math.floor(share * 10));
    },
    end(): void {
      if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K');
    },
  };
}
