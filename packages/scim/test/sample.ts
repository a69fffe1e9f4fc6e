/** Reads an example document of the RFCs, by the name of its file. */
import { readFileSync } from 'node:fs';
import { readDocument, type ScimObject } from '../src/index.ts';

export function readSample(name: string): ScimObject {
  return readDocument(readFileSync(new URL(`samples/${name}.json`, import.meta.url)));
}

/** A document from a literal, as it would come from the network. */
export function aDocument(literal: object): ScimObject {
  return readDocument(JSON.stringify(literal));
}
