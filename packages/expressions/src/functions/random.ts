/**
 * RandomString and Guid. Their values are used as passwords and keys, so the default source is the platform's
 * cryptographic generator, and every choice is uniform.
 */
import { optional, required, type FunctionDefinition } from '../function-definition.ts';
import type { RandomInteger } from '../value.ts';

const maxLength = 256;
const classes = {
  MinimumNumbers: '0123456789',
  /** The special characters of the Windows password complexity policy. */
  MinimumSpecialCharacters: '~!@#$%^&*_-+=`|\\(){}[]:;"\'<>,.?/',
  MinimumCapital: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  MinimumLowerCase: 'abcdefghijklmnopqrstuvwxyz',
} as const;
type ClassName = keyof typeof classes;
const classNames = Object.keys(classes) as ClassName[];

const randomString: FunctionDefinition = {
  name: 'RandomString',
  parameters: [
    required('Length', 'Integer'),
    ...classNames.map((name) => required(name, 'Integer')),
    optional('CharactersToAvoid'),
  ],
  isRandom: true,
  build: (call) => {
    const length = call.requiredInteger('Length');
    const minima = classNames.map((name) => ({ name, minimum: call.requiredInteger(name) }));
    const avoid = call.text('CharactersToAvoid');
    return (scope) => {
      const random = scope.context.random ?? cryptographic;
      const total = length(scope);
      if (total < 0 || total > maxLength) call.fail('Length', `it must be from 0 to ${maxLength}`, String(total));
      const avoided = new Set(avoid(scope));
      const chosen: string[] = [];
      let all = '';
      for (const { name, minimum } of minima) {
        const allowed = [...classes[name]].filter((character) => !avoided.has(character)).join('');
        const count = minimum(scope);
        if (count < 0) call.fail(name, 'it must be 0 or more', String(count));
        if (count > total - chosen.length)
          call.fail('Length', 'it must be at least the sum of the minima', String(total));
        if (count > 0 && allowed === '') call.fail('CharactersToAvoid', `it leaves no characters for ${name}`);
        for (let n = 0; n < count; n++) chosen.push(pick(allowed, random));
        all += allowed;
      }
      if (all === '' && chosen.length < total) call.fail('CharactersToAvoid', 'it leaves no characters');
      while (chosen.length < total) chosen.push(pick(all, random));
      return shuffle(chosen, random).join('');
    };
  },
};

const guid: FunctionDefinition = {
  name: 'Guid',
  parameters: [],
  isRandom: true,
  build: () => (scope) => {
    const random = scope.context.random ?? cryptographic;
    return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) =>
      (place === 'x' ? random(16) : 8 + random(4)).toString(16),
    );
  },
};

function pick(characters: string, random: RandomInteger): string {
  return characters.charAt(random(characters.length));
}

function shuffle(characters: string[], random: RandomInteger): string[] {
  for (let last = characters.length - 1; last > 0; last--) {
    const other = random(last + 1);
    [characters[last], characters[other]] = [characters[other] as string, characters[last] as string];
  }
  return characters;
}

const pool = new Uint32Array(64);
let unused = 0;

/** Rejects the few numbers that would make small results likelier than others. */
function cryptographic(below: number): number {
  const limit = 2 ** 32 - (2 ** 32 % below);
  for (;;) {
    if (unused === 0) {
      crypto.getRandomValues(pool);
      unused = pool.length;
    }
    const number = pool[--unused] ?? limit;
    pool[unused] = 0; // what made a password does not stay in memory
    if (number < limit) return number % below;
  }
}

export const randomFunctions = [randomString, guid];
