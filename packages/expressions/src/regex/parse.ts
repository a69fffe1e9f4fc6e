/**
 * Parses a .NET regular expression. Not supported, and said so: balancing groups, conditions on groups, and \G.
 */
import { category, exactly, not, shorthand } from './character-class.ts';
import { parseClass } from './parse-class.ts';
import { PatternReader } from './pattern-reader.ts';
import { groupIndex, type Assertion, type Node, type ParsedPattern, type UnitTest } from './syntax.ts';

const maxDepth = 100;
const maxCount = 1000;

/** .NET's inline options; they change inside the group in which they are set. */
type Options = { i: boolean; m: boolean; s: boolean; n: boolean; x: boolean };

const isNewline: UnitTest = (unit) => unit === 0x0a;
const anyUnit: UnitTest = () => true;
const notNewline = not(isNewline);

export function parsePattern(text: string): ParsedPattern {
  const parser = new PatternParser(text);
  const root = parser.parseChoice({ i: false, m: false, s: false, n: false, x: false }, 0);
  if (!parser.reader.isAtEnd) throw parser.reader.problem('a closing parenthesis has no opening one');
  return { root, groups: parser.groups() };
}

class PatternParser {
  readonly reader: PatternReader;
  #unnamed = 0;
  readonly #named = new Set<string>();
  readonly #references: string[] = [];

  constructor(text: string) {
    this.reader = new PatternReader(text);
  }

  groups(): string[] {
    const unnamed = Array.from({ length: this.#unnamed }, (_, index) => String(index + 1));
    const all = [...new Set(['0', ...unnamed, ...this.#named])];
    const missing = this.#references.find((group) => groupIndex(all, group) < 0);
    if (missing !== undefined) throw this.reader.problem(`there is no group ${missing} to refer back to`);
    return all;
  }

  parseChoice(outer: Options, depth: number): Node {
    if (depth > maxDepth) throw this.reader.problem('groups nest too deeply');
    const options = { ...outer };
    const branches: Node[] = [];
    let items: Node[] = [];
    for (;;) {
      if (options.x) this.#skipComments();
      if (this.reader.isAtEnd || this.reader.peek() === ')') break;
      if (this.reader.skip('|')) {
        branches.push(sequence(items));
        items = [];
        continue;
      }
      const atom = this.#parseAtom(options, depth);
      if (atom) items.push(this.#parseQuantifiers(atom, options));
    }
    return branches.length === 0 ? sequence(items) : { kind: 'choice', options: [...branches, sequence(items)] };
  }

  #skipComments(): void {
    this.reader.take(/(?:\s+|#[^\n]*)*/y);
  }

  /** undefined for what matches nothing: options and comments. */
  #parseAtom(options: Options, depth: number): Node | undefined {
    const { reader } = this;
    const first = reader.next();
    switch (first) {
      case '(':
        return this.#parseGroup(options, depth);
      case '[':
        return unit(parseClass(reader, options.i));
      case '.':
        return unit(options.s ? anyUnit : notNewline);
      case '^':
        return assertion(options.m ? 'lineStart' : 'start');
      case '$':
        return assertion(options.m ? 'lineEnd' : 'endOrLastNewline');
      case '\\':
        return this.#parseEscape(options);
      case '*':
      case '+':
      case '?':
        throw reader.problem(`${first} has nothing to repeat`);
      default:
        return unit(exactly(first.charCodeAt(0), options.i));
    }
  }

  #parseEscape(options: Options): Node {
    const { reader } = this;
    const letter = reader.peek();
    const edge = ({ b: 'wordEdge', B: 'noWordEdge', A: 'start', z: 'end', Z: 'endOrLastNewline' } as const)[letter];
    const known = shorthand(letter);
    if (edge ?? known) reader.next();
    if (edge) return assertion(edge);
    if (known) return unit(known);
    if (letter === 'p' || letter === 'P') {
      reader.next();
      const test = category(reader.categoryName());
      return unit(letter === 'p' ? test : not(test));
    }
    const group = reader.take(/k<(\w+)>|k'(\w+)'|([1-9]\d*)/y);
    if (group) {
      const name = group[1] ?? group[2] ?? group[3] ?? '';
      this.#references.push(name);
      return { kind: 'backreference', group: name, ignoreCase: options.i };
    }
    if (letter === 'G') throw reader.problem('\\G is not supported');
    return unit(exactly(reader.escapedUnit(), options.i));
  }

  #parseGroup(options: Options, depth: number): Node | undefined {
    const { reader } = this;
    if (!reader.skip('?')) {
      const group = options.n ? undefined : String(++this.#unnamed);
      const body = this.#body(options, depth);
      return group === undefined ? body : { kind: 'capture', group, body };
    }
    if (reader.skip('#')) {
      if (!reader.take(/[^)]*\)/y)) throw reader.problem('a comment does not end');
      return undefined;
    }
    if (reader.skip(':')) return this.#body(options, depth);
    if (reader.skip('>')) return { kind: 'atomic', body: this.#body(options, depth) };
    const look = reader.take(/<?[=!]/y)?.[0];
    if (look) {
      return { kind: 'look', ahead: look.length === 1, negated: look.endsWith('!'), body: this.#body(options, depth) };
    }
    if (reader.peek() === '(') throw reader.problem('conditions, (?(…)…|…), are not supported');
    const name = reader.take(/<(\w+)>|'(\w+)'/y);
    if (name) {
      const group = name[1] ?? name[2] ?? '';
      if (group === '0') throw reader.problem('a group cannot be called 0');
      this.#named.add(group);
      return { kind: 'capture', group, body: this.#body(options, depth) };
    }
    if (reader.take(/[<'][\w]*-/y)) throw reader.problem('balancing groups are not supported');
    return this.#parseOptions(options, depth);
  }

  #parseOptions(options: Options, depth: number): Node | undefined {
    const { reader } = this;
    const letters = reader.take(/([imsnx]*)(?:-([imsnx]+))?(?=[:)])/y);
    if (!letters) throw reader.problem('this kind of group is not known');
    const changed = { ...options };
    for (const letter of letters[1] ?? '') changed[letter as keyof Options] = true;
    for (const letter of letters[2] ?? '') changed[letter as keyof Options] = false;
    if (reader.skip(':')) return this.#body(changed, depth);
    reader.skip(')');
    Object.assign(options, changed);
    return undefined;
  }

  /** The rest of a group, with its closing parenthesis. */
  #body(options: Options, depth: number): Node {
    const body = this.parseChoice(options, depth + 1);
    if (!this.reader.skip(')')) throw this.reader.problem('a group does not end');
    return body;
  }

  #parseQuantifiers(atom: Node, options: Options): Node {
    const { reader } = this;
    if (options.x) this.#skipComments();
    const found = reader.take(/([*+?])(\??)|\{(\d{1,9})(,)?(\d{1,9})?\}(\??)/y);
    if (!found) return atom;
    const [, sign, lazySign, from, comma, to, lazyCount] = found;
    const min = from === undefined ? (sign === '+' ? 1 : 0) : Number(from);
    const max = from === undefined ? (sign === '?' ? 1 : Infinity) : to ? Number(to) : comma ? Infinity : min;
    if (max < min) throw reader.problem('a count runs backwards');
    if (min > maxCount || (max !== Infinity && max > maxCount)) throw reader.problem(`a count is above ${maxCount}`);
    if (reader.take(/[*+?]|\{\d+(?:,\d*)?\}/y)) throw reader.problem('a quantifier follows a quantifier');
    return { kind: 'repeat', body: atom, min, max, greedy: !(lazySign || lazyCount) };
  }
}

function sequence(items: readonly Node[]): Node {
  return items.length === 1 && items[0] ? items[0] : { kind: 'sequence', items };
}

function unit(test: UnitTest): Node {
  return { kind: 'unit', test };
}

function assertion(name: Assertion): Node {
  return { kind: 'assertion', assertion: name };
}
