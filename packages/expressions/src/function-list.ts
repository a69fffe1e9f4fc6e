/**
 * All functions of the language by name. Graph's `schema/functions` lists them from here.
 */
import type { FunctionDefinition, FunctionParameter } from './function-definition.ts';
import { conditionalFunctions } from './functions/conditional.ts';
import { dateFunctions } from './functions/dates.ts';
import { diacriticsFunctions } from './functions/diacritics.ts';
import { encodingFunctions } from './functions/encodings.ts';
import { pCaseFunction, toLowerFunction, toUpperFunction } from './functions/letter-case.ts';
import { numberAndListFunctions } from './functions/numbers-and-lists.ts';
import { randomFunctions } from './functions/random.ts';
import { replaceFunction } from './functions/replace.ts';
import { roleFunctions } from './functions/roles.ts';
import { selectUniqueValue } from './functions/select-unique-value.ts';
import { stringFunctions } from './functions/strings.ts';

const definitions: readonly FunctionDefinition[] = [
  ...stringFunctions,
  ...encodingFunctions,
  ...conditionalFunctions,
  ...numberAndListFunctions,
  ...dateFunctions,
  ...diacriticsFunctions,
  ...randomFunctions,
  ...roleFunctions,
  toLowerFunction,
  toUpperFunction,
  pCaseFunction,
  replaceFunction,
  selectUniqueValue,
].toSorted((left, right) => (left.name < right.name ? -1 : 1));

const byName: ReadonlyMap<string, FunctionDefinition> = new Map(
  definitions.map((definition) => [definition.name, definition]),
);
const byLowerName: ReadonlyMap<string, FunctionDefinition> = new Map(
  definitions.map((definition) => [definition.name.toLowerCase(), definition]),
);

/** Names are case-sensitive. */
export function findFunction(name: string): FunctionDefinition | undefined {
  return byName.get(name);
}

/** "there is no function X", with the name that was probably meant. */
export function unknownFunction(name: string): string {
  const meant = byLowerName.get(name.toLowerCase());
  return `there is no function ${name}${meant ? `, but ${meant.name}; names are case-sensitive` : ''}`;
}

/** Graph's attributeMappingFunctionSchema, one for each function, by name. */
export type FunctionSchema = { readonly name: string; readonly parameters: readonly FunctionParameter[] };

export const functionSchemas: readonly FunctionSchema[] = definitions.map(({ name, parameters }) => ({
  name,
  parameters,
}));
