/** The address the client used, so that `meta.location` is one it can follow. */
import type { FastifyRequest } from 'fastify';

const hostPattern = /^[\w.:[\]-]{1,255}$/;

/** Without a slash at the end. A Host header that is none, as HTTP/1.0 allows, gives a relative address. */
export const baseUrlOf = ({ headers: { host = '' } }: FastifyRequest): string =>
  hostPattern.test(host) ? `http://${host}/scim` : '/scim';
