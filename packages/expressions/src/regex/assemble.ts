/**
 * Turns the tree of a pattern into instructions for the matcher. Bodies of lookbehinds run from right to left, as in
 * .NET. Counted repeats are written out, within a limit on the size of the whole.
 */
import { groupIndex, PatternProblem, type Assertion, type Node, type ParsedPattern, type UnitTest } from './syntax.ts';

type Operation =
  | 'unit'
  | 'units'
  | 'fork'
  | 'jump'
  | 'save'
  | 'mark'
  | 'leaveIfUnmoved'
  | 'look'
  | 'atomic'
  | 'backreference'
  | 'assertion'
  | 'done';

/** One shape for all, so that the matcher's loop stays fast; the fields that an operation does not use are zero. */
export type Instruction = {
  readonly operation: Operation;
  /** Where to go, a slot, a group, or the least count. */
  a: number;
  /** Where to go instead, or the largest count. */
  b: number;
  readonly test: UnitTest;
  readonly forward: boolean;
  /** Of `units`: greedy. Of `look`: negated. Of `backreference`: ignoring case. */
  readonly flag: boolean;
  readonly assertion: Assertion;
  readonly body: readonly Instruction[];
};

export type Program = {
  readonly instructions: readonly Instruction[];
  readonly groups: readonly string[];
  /** Slots of group starts and ends (two per group), then the marks of loops. */
  readonly slotCount: number;
  /** The match can only be at the start of the text. */
  readonly isAnchored: boolean;
};

const maxInstructions = 10_000;
const never: UnitTest = () => false;
const noBody: readonly Instruction[] = [];

export function assemble({ root, groups }: ParsedPattern): Program {
  const assembler = new Assembler(groups);
  const instructions = assembler.assemble(root, true);
  const first = root.kind === 'sequence' ? root.items[0] : root;
  const isAnchored = first?.kind === 'assertion' && first.assertion === 'start';
  return { instructions, groups, slotCount: assembler.slotCount, isAnchored };
}

class Assembler {
  slotCount: number;
  readonly #groups: readonly string[];
  #size = 0;

  constructor(groups: readonly string[]) {
    this.#groups = groups;
    this.slotCount = groups.length * 2;
  }

  assemble(node: Node, forward: boolean): readonly Instruction[] {
    const code: Instruction[] = [];
    this.#write(node, forward, code);
    this.#add(code, { operation: 'done' });
    return code;
  }

  #add(code: Instruction[], part: Partial<Instruction> & Pick<Instruction, 'operation'>): Instruction {
    if (++this.#size > maxInstructions) throw new PatternProblem('the regular expression is too large');
    const {
      operation,
      a = 0,
      b = 0,
      test = never,
      forward = true,
      flag = false,
      assertion = 'start',
      body = noBody,
    } = part;
    const instruction: Instruction = { operation, a, b, test, forward, flag, assertion, body };
    code.push(instruction);
    return instruction;
  }

  #write(node: Node, forward: boolean, code: Instruction[]): void {
    switch (node.kind) {
      case 'unit':
        this.#add(code, { operation: 'unit', test: node.test, forward });
        return;
      case 'sequence':
        for (const item of forward ? node.items : node.items.toReversed()) this.#write(item, forward, code);
        return;
      case 'choice':
        this.#writeChoice(node.options, forward, code);
        return;
      case 'capture': {
        const slot = this.#groups.indexOf(node.group) * 2;
        this.#add(code, { operation: 'save', a: forward ? slot : slot + 1 });
        this.#write(node.body, forward, code);
        this.#add(code, { operation: 'save', a: forward ? slot + 1 : slot });
        return;
      }
      case 'repeat':
        this.#writeRepeat(node, forward, code);
        return;
      case 'look':
        this.#add(code, { operation: 'look', flag: node.negated, body: this.assemble(node.body, node.ahead) });
        return;
      case 'atomic':
        this.#add(code, { operation: 'atomic', body: this.assemble(node.body, forward) });
        return;
      case 'backreference':
        this.#add(code, {
          operation: 'backreference',
          a: groupIndex(this.#groups, node.group),
          flag: node.ignoreCase,
          forward,
        });
        return;
      case 'assertion':
        this.#add(code, { operation: 'assertion', assertion: node.assertion });
    }
  }

  #writeChoice(options: readonly Node[], forward: boolean, code: Instruction[]): void {
    const jumps: Instruction[] = [];
    options.forEach((option, index) => {
      if (index === options.length - 1) return this.#write(option, forward, code);
      const fork = this.#add(code, { operation: 'fork' });
      fork.a = code.length;
      this.#write(option, forward, code);
      jumps.push(this.#add(code, { operation: 'jump' }));
      fork.b = code.length;
    });
    for (const jump of jumps) jump.a = code.length;
  }

  #writeRepeat({ body, min, max, greedy }: Node & { kind: 'repeat' }, forward: boolean, code: Instruction[]): void {
    if (body.kind === 'unit') {
      this.#add(code, { operation: 'units', a: min, b: max, test: body.test, forward, flag: greedy });
      return;
    }
    for (let n = 0; n < min; n++) this.#write(body, forward, code);
    if (max === Infinity) return this.#writeLoop(body, greedy, forward, code);
    const forks: Instruction[] = [];
    for (let n = min; n < max; n++) {
      forks.push(this.#add(code, { operation: 'fork', a: code.length + 1 }));
      this.#write(body, forward, code);
    }
    for (const fork of forks) {
      fork.b = code.length;
      if (!greedy) [fork.a, fork.b] = [fork.b, fork.a];
    }
  }

  /** A turn that matched nothing ends the loop, so that no pattern runs without end. */
  #writeLoop(body: Node, greedy: boolean, forward: boolean, code: Instruction[]): void {
    const slot = this.slotCount++;
    const start = code.length;
    const fork = this.#add(code, { operation: 'fork', a: start + 1 });
    this.#add(code, { operation: 'mark', a: slot });
    this.#write(body, forward, code);
    const leave = this.#add(code, { operation: 'leaveIfUnmoved', b: slot });
    this.#add(code, { operation: 'jump', a: start });
    leave.a = code.length;
    fork.b = code.length;
    if (!greedy) [fork.a, fork.b] = [fork.b, fork.a];
  }
}
