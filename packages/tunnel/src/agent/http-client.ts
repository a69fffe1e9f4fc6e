/**
 * The two parts of undici that the agent uses, loaded by their own files: the package's entry would bring fetch, WebSocket,
 * caches and mocks along, a tenth of the agent's memory. undici is pinned to an exact version, and this file's tests fail
 * when its parts move.
 */
import { createRequire } from 'node:module';
import type { buildConnector as BuildConnector, Pool as PoolClass } from 'undici';

const require = createRequire(import.meta.url);

export const Pool = require('undici/lib/dispatcher/pool.js') as typeof PoolClass;
export type Pool = PoolClass;
export const buildConnector = require('undici/lib/core/connect.js') as typeof BuildConnector;
