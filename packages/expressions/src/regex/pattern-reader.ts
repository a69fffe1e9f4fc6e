/**
 * The place in a pattern while it is parsed, and the parts that mean the same inside and outside of a class: escapes
 * of single characters and \p names.
 */
import { PatternProblem } from './syntax.ts';

const controlEscapes: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['t', 0x09],
  ['n', 0x0a],
  ['v', 0x0b],
  ['f', 0x0c],
  ['r', 0x0d],
  ['e', 0x1b],
]);

export class PatternReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  peek(): string {
    return this.text.charAt(this.at);
  }

  next(): string {
    return this.text.charAt(this.at++);
  }

  /** Moves past `wanted` if it stands here. */
  skip(wanted: string): boolean {
    const isHere = this.text.startsWith(wanted, this.at);
    if (isHere) this.at += wanted.length;
    return isHere;
  }

  /** Moves past what a sticky pattern matches here, and gives its groups. */
  take(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (found) this.at += found[0].length;
    return found ?? undefined;
  }

  /** The UTF-16 unit of an escape whose backslash was read. */
  escapedUnit(): number {
    const letter = this.next();
    const control = controlEscapes.get(letter);
    if (control !== undefined) return control;
    const hex =
      letter === 'x' ? this.take(/[0-9A-Fa-f]{2}/y) : letter === 'u' ? this.take(/[0-9A-Fa-f]{4}/y) : undefined;
    if (hex) return Number.parseInt(hex[0], 16);
    if (letter === 'c') {
      const control = this.take(/[@-_a-z]/y);
      if (control) return control[0].toUpperCase().charCodeAt(0) - 64;
    }
    if (letter === '0') return Number.parseInt(this.take(/[0-7]{1,2}/y)?.[0] ?? '0', 8);
    if (letter === '') throw this.problem('a backslash at the end escapes nothing');
    if (/[A-Za-z0-9_]/.test(letter)) throw this.problem(`\\${letter} is not a known escape`);
    return letter.charCodeAt(0);
  }

  /** The name of \p{Name} whose `p` was read. */
  categoryName(): string {
    const name = this.take(/\{([A-Za-z0-9-]+)\}/y)?.[1];
    if (name === undefined) throw this.problem('\\p needs a category in braces, such as \\p{L}');
    return name;
  }

  problem(what: string): PatternProblem {
    return new PatternProblem(`the regular expression is not valid at character ${this.at}: ${what}`);
  }
}
