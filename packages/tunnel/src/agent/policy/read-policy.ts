/**
 * Reads the policy file. Whatever it does not understand it refuses, with the line: a rule with a spelling mistake that is
 * silently left out would be a hole. The keys are described in docs/reference/agent-policy.md.
 */
import { readFileSync } from 'node:fs';
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Node,
  type YAMLMap,
} from 'yaml';
import { ConfigError } from '@drawbridge/base';
import { parseBaseUrl } from './base-url.ts';
import type { PolicyStatements, Stated, TargetRule } from './policy.ts';
import { parseSecretRef, type InjectedHeader } from './secret-ref.ts';

const maxPolicyLength = 1024 * 1024;
const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

type Reader = {
  readonly line: (node: unknown) => number;
  readonly wrong: (node: unknown, fact: string) => ConfigError;
  readonly readFile: (node: Node, path: string) => string;
};

/** Throws ConfigError CONFIG_INVALID: file, line, what is wrong, what it must be. */
export function readPolicy(path: string): PolicyStatements {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `The policy file ${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      { cause },
    );
  }
  return parsePolicy(text, path);
}

/** As readPolicy, for a text; `path` is for messages. */
export function parsePolicy(text: string, path: string): PolicyStatements {
  if (text.length > maxPolicyLength)
    throw new ConfigError('CONFIG_INVALID', `${path} is larger than ${maxPolicyLength} bytes.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true });
  const line = (node: unknown): number => lines.linePos((node as Node | undefined)?.range?.[0] ?? 0).line || 1;
  const wrong = (node: unknown, fact: string): ConfigError =>
    new ConfigError('CONFIG_INVALID', `${path}, line ${line(node)}: ${fact}.`);
  const [broken] = document.errors;
  if (broken !== undefined)
    throw new ConfigError(
      'CONFIG_INVALID',
      `${path}, line ${broken.linePos?.[0].line ?? 1}: ${broken.message.split('\n', 1)[0]}`,
    );
  visit(document, {
    Alias: (_key, node: Alias) => {
      throw wrong(node, 'aliases (*name) are not allowed');
    },
  });
  const readFile = (node: Node, file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      throw wrong(node, `${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`);
    }
  };
  return readRoot(document.contents, { line, wrong, readFile });
}

function readRoot(root: unknown, reader: Reader): PolicyStatements {
  const members = readMap(root, reader, 'the policy', ['allow', 'methods', 'deny', 'readOnly', 'allowLinkLocal']);
  const { allow, methods, deny, readOnly, allowLinkLocal } = members;
  return {
    source: 'file',
    ...(allow && { allow: readAllow(allow, reader) }),
    ...(methods && { methods: readMethods(methods, reader) }),
    ...(deny && { deny: readMethods(deny, reader) }),
    ...(readOnly && { readOnly: { value: readBoolean(readOnly, reader), line: reader.line(readOnly) } }),
    allowLinkLocal: allowLinkLocal !== undefined && readBoolean(allowLinkLocal, reader),
  };
}

function readAllow(node: Node, reader: Reader): readonly TargetRule[] {
  if (!isSeq(node)) throw reader.wrong(node, 'allow must be a list of base URLs');
  return node.items.map((item) => readTarget(item as Node, reader));
}

function readTarget(node: Node, reader: Reader): TargetRule {
  const line = reader.line(node);
  if (!isMap(node)) return { line, base: readBase(node, reader), headers: [] };
  const keys = ['url', 'methods', 'headers', 'caBundle', 'clientCertificate', 'clientKey'] as const;
  const { url, methods, headers, caBundle, clientCertificate, clientKey } = readMap(
    node,
    reader,
    'an entry of allow',
    keys,
  );
  if (url === undefined) throw reader.wrong(node, 'an entry of allow must have a url');
  if ((clientCertificate === undefined) !== (clientKey === undefined))
    throw reader.wrong(node, 'clientCertificate and clientKey belong together');
  const pem = (file: Node): string => reader.readFile(file, readText(file, reader));
  return {
    line,
    base: readBase(url, reader),
    headers: headers === undefined ? [] : readHeaders(headers, reader),
    ...(methods && { methods: readMethods(methods, reader) }),
    ...(caBundle && { caBundle: pem(caBundle) }),
    ...(clientCertificate && clientKey && { clientCertificate: pem(clientCertificate), clientKey: pem(clientKey) }),
  };
}

function readBase(node: Node, reader: Reader): TargetRule['base'] {
  const base = parseBaseUrl(readText(node, reader));
  if (base === undefined)
    throw reader.wrong(node, 'a base URL must be http:// or https:// with a host and an optional path, nothing else');
  return base;
}

function readHeaders(node: Node, reader: Reader): readonly InjectedHeader[] {
  if (!isMap(node)) throw reader.wrong(node, 'headers must map header names to secretRef');
  return node.items.map(({ key, value }) => {
    const name = readText(key as Node, reader);
    if (!headerName.test(name)) throw reader.wrong(key, `${JSON.stringify(name)} is no header name`);
    const { secretRef, prefix } = readMap(value, reader, `the header ${name}`, ['secretRef', 'prefix']);
    const ref = secretRef === undefined ? undefined : parseSecretRef(readText(secretRef, reader));
    if (ref === undefined)
      throw reader.wrong(value ?? key, `the header ${name} must have a secretRef, file:/path or env:NAME`);
    return { name, line: reader.line(key), prefix: prefix === undefined ? '' : readText(prefix, reader), ref };
  });
}

/** One method or a list of them. */
function readMethods(node: Node, reader: Reader): Stated<readonly string[]> {
  const items = isSeq(node) ? (node.items as Node[]) : [node];
  const value = items.map((item) => {
    const method = readText(item, reader).toUpperCase();
    if (!/^[A-Z]{1,32}$/.test(method)) throw reader.wrong(item, `${JSON.stringify(method)} is no HTTP method`);
    return method;
  });
  return { value, line: reader.line(node) };
}

function readMap<K extends string>(
  node: unknown,
  reader: Reader,
  what: string,
  keys: readonly K[],
): Partial<Record<K, Node>> {
  if (!isMap(node)) throw reader.wrong(node, `${what} must be a map with the keys ${keys.join(', ')}`);
  const members: Partial<Record<K, Node>> = {};
  for (const { key, value } of (node as YAMLMap<Node, Node | null>).items) {
    const name = readText(key, reader) as K;
    if (!keys.includes(name))
      throw reader.wrong(key, `${JSON.stringify(name)} is not known in ${what}; known are ${keys.join(', ')}`);
    if (value === null || (isScalar(value) && value.value === null)) throw reader.wrong(key, `${name} has no value`);
    members[name] = value;
  }
  return members;
}

function readText(node: unknown, reader: Reader): string {
  if (isScalar(node) && typeof node.value === 'string') return node.value;
  throw reader.wrong(node, isAlias(node) ? 'aliases are not allowed' : 'a text is expected here');
}

function readBoolean(node: Node, reader: Reader): boolean {
  if (isScalar(node) && typeof node.value === 'boolean') return node.value;
  throw reader.wrong(node, 'true or false is expected here');
}
