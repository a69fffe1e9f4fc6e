/**
 * How a route says what it takes and gives. It stands in the route's `config`, beside its permissions; the OpenAPI
 * document is made of it (document.ts). What a route does not say is told from its path and method.
 */
import type { FastifyContextConfig } from 'fastify';
import type { z } from 'zod';

/** Directory objects whose schema comes from their property table. */
export type ObjectType = 'user' | 'group' | 'application' | 'servicePrincipal' | 'directoryObject';

export type Answer = {
  readonly shape: 'one' | 'many' | 'text';
  readonly of?: ObjectType | z.ZodType | undefined;
  readonly status: number;
};

export type RouteDescription = {
  /** One sentence, imperative. */
  readonly summary: string;
  /** The contract by which the handler reads its body. */
  readonly body?: z.ZodType | undefined;
  /** Absent: 204 without a body for PATCH, PUT and DELETE, any JSON object for the others. */
  readonly answer?: Answer | undefined;
};

declare module 'fastify' {
  interface FastifyContextConfig {
    description?: RouteDescription;
  }
}

/** One object, or one JSON document of this shape. */
export const one = (of: ObjectType | z.ZodType, status = 200): Answer => ({ shape: 'one', of, status });
/** A page of a collection: `value`, `@odata.nextLink`. */
export const many = (of: ObjectType | z.ZodType): Answer => ({ shape: 'many', of, status: 200 });
/** Plain text: `/$count`. */
export const text: Answer = { shape: 'text', status: 200 };
export const noContent: Answer = { shape: 'text', status: 204 };

/** Access (and limits) of a route together with its description. */
export const described = <Options extends { readonly config: FastifyContextConfig }>(
  options: Options,
  description: RouteDescription,
) => ({ ...options, config: { ...options.config, description } });
