/** A schema (RFC 7643 §7) and a resource type (RFC 7643 §6), as the program sees them. */
import type { Attribute } from './attribute.ts';

export type Schema = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
};

export type SchemaExtension = { readonly schema: Schema; readonly required: boolean };

export type ResourceType = {
  readonly id: string;
  readonly name: string;
  /** Relative to the base URL, with a leading slash: `/Users`. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly SchemaExtension[];
};
