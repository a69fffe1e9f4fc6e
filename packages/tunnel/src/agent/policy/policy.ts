/**
 * The agent's own will: which requests it makes for the service. Owned by whoever owns the network; the service sees a
 * summary and cannot change it.
 */
import { TransportError } from '@drawbridge/base';
import type { PolicySummary } from '../../wire/index.ts';
import { shownUrl } from '../../shown-url.ts';
import { isUnder, type BaseUrl } from './base-url.ts';
import { isLinkLocal, linkLocalRefusal } from './link-local.ts';
import type { InjectedHeader } from './secret-ref.ts';

/** A statement of the policy file and the line it stands on. */
export type Stated<T> = { readonly value: T; readonly line: number };

/** How to reach the targets under one base URL. */
export type TargetRule = {
  readonly line: number;
  readonly base: BaseUrl;
  /** Narrows the policy's methods for this target. */
  readonly methods?: Stated<readonly string[]>;
  readonly headers: readonly InjectedHeader[];
  /** PEM texts. */
  readonly caBundle?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
};

export type PolicyStatements = {
  readonly source: 'file' | 'default';
  /** Undefined: every http and https address. */
  readonly allow?: readonly TargetRule[];
  readonly methods?: Stated<readonly string[]>;
  readonly deny?: Stated<readonly string[]>;
  readonly readOnly?: Stated<boolean>;
  readonly allowLinkLocal: boolean;
};

export const defaultPolicy: PolicyStatements = { source: 'default', allowLinkLocal: false };

const readMethods = ['GET', 'HEAD', 'OPTIONS'];
/** Headers by which some frameworks let a POST be another method; they would go around `deny`. */
const overrideHeaders = ['x-http-method-override', 'x-http-method', 'x-method-override'];

export class Policy {
  readonly statements: PolicyStatements;

  constructor(statements: PolicyStatements = defaultPolicy) {
    this.statements = statements;
  }

  /** The rule under which the request may be made; undefined when no rule is needed. Throws TransportError AGENT_POLICY_REFUSED with the rule's line. */
  admit(method: string, url: URL, headers: Readonly<Record<string, string>>): TargetRule | undefined {
    const { allow, methods, deny, readOnly, allowLinkLocal } = this.statements;
    const refuse = (why: string): TransportError =>
      new TransportError('AGENT_POLICY_REFUSED', `The agent's policy refuses ${method} ${shownUrl(url.href)}: ${why}.`);
    if (url.username !== '' || url.password !== '') throw refuse('a URL may not carry a user name or password');
    if (!allowLinkLocal && isLinkLocal(url.hostname)) throw linkLocalRefusal(url.host);
    const rule = allow?.find(({ base }) => isUnder(url, base));
    if (allow !== undefined && rule === undefined)
      throw refuse(`it is under none of the base URLs of "allow" (${allowLines(allow)})`);
    for (const wanted of wantedMethods(method, headers)) {
      if (wanted === 'CONNECT' || wanted === 'TRACE') throw refuse(`${wanted} is never made`);
      if (deny?.value.includes(wanted)) throw refuse(`line ${deny.line} denies ${wanted}`);
      if (readOnly?.value === true && !readMethods.includes(wanted))
        throw refuse(`line ${readOnly.line} makes the agent read-only`);
      for (const allowed of [methods, rule?.methods]) {
        if (allowed !== undefined && !allowed.value.includes(wanted))
          throw refuse(`line ${allowed.line} allows only ${allowed.value.join(', ')}`);
      }
    }
    return rule;
  }

  summary(): PolicySummary {
    const { source, allow = [], methods, deny, readOnly } = this.statements;
    return {
      source,
      allow: allow.slice(0, 200).map(({ base }) => `${base.origin}${base.path === '/' ? '' : base.path}`.slice(0, 250)),
      methods: methods?.value ?? [],
      deny: deny?.value ?? [],
      readOnly: readOnly?.value ?? false,
      injectsHeaders: allow.some(({ headers }) => headers.length > 0),
    };
  }
}

function wantedMethods(method: string, headers: Readonly<Record<string, string>>): readonly string[] {
  const overrides = Object.entries(headers).filter(([name]) => overrideHeaders.includes(name.toLowerCase()));
  return [method, ...overrides.map(([, value]) => value.trim().toUpperCase())];
}

function allowLines(allow: readonly TargetRule[]): string {
  const [first] = allow;
  if (first === undefined) return 'which is empty';
  const last = allow[allow.length - 1]!;
  return first === last ? `line ${first.line}` : `lines ${first.line}–${last.line}`;
}
