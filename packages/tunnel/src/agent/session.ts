/** The agent's end of one connection: takes requests off the link, has them executed, sends the answers back as credit allows. */
import type { WebSocket } from 'ws';
import {
  AgentError,
  TransportError,
  toProvisioningError,
  type Clock,
  type ErrorCode,
  type ProvisioningError,
} from '@drawbridge/base';
import { BodyReceiver } from '../link/body-receiver.ts';
import { BodySender } from '../link/body-sender.ts';
import { Link } from '../link/link.ts';
import { shownUrl } from '../shown-url.ts';
import { protocolError, type Frame, type Goodbye, type RequestHead } from '../wire/index.ts';
import type { AuditEntry } from './audit-log.ts';
import { execute, type Execution, type TargetAccess } from './execute.ts';

/** More than the hub gives; beyond it something is wrong on the other side. */
const maxStreams = 4096;

export type SessionOptions = {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly access: TargetAccess;
  readonly audit: (entry: AuditEntry) => void;
};

/** How a connection ended: with the service's goodbye, with an error, or with neither. */
export type SessionEnd = { readonly goodbye: Goodbye | undefined; readonly error: ProvisioningError | undefined };

type Stream = {
  readonly head: RequestHead;
  readonly startedMs: number;
  readonly receiver: BodyReceiver;
  sender: BodySender | undefined;
  execution: Execution | undefined;
  status: number | undefined;
};

export class AgentSession {
  /** Resolves when the connection is gone; never rejects. */
  readonly ended: Promise<SessionEnd>;
  readonly #options: SessionOptions;
  readonly #link: Link;
  readonly #streams = new Map<number, Stream>();
  #lastStream = 0;
  #goodbye: Goodbye | undefined;
  #drained: (() => void) | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<SessionEnd>();
    this.ended = promise;
    this.#link = new Link({
      socket: options.socket,
      clock: options.clock,
      heartbeatMs: options.heartbeatMs,
      onFrame: (frame) => this.#onFrame(frame),
      onClosed: (error) => {
        this.#dropAll();
        resolve({ goodbye: this.#goodbye, error });
      },
    });
    this.#link.send({ type: 'policy', stream: 0, policy: options.access.policy.summary() });
  }

  /** Takes nothing new, gives what is in flight `graceMs` to finish, then closes. */
  async leave(graceMs: number): Promise<void> {
    this.#link.goodbye({ reason: 'drain', message: 'The agent is stopping.' });
    if (this.#streams.size > 0) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
        this.#options.clock.after(graceMs, resolve);
      });
    }
    this.#link.close();
    await this.ended;
  }

  #onFrame(frame: Frame): void {
    switch (frame.type) {
      case 'request':
        return this.#onRequest(frame.stream, frame.head);
      case 'body':
        return this.#onBody(frame.stream, frame.bytes);
      case 'end':
        return this.#onEnd(frame.stream);
      case 'cancel':
        return this.#drop(frame.stream, 'ABORTED');
      case 'window':
        return this.#onWindow(frame.stream, frame.credit);
      case 'goodbye':
        return this.#onGoodbye(frame.goodbye);
      default:
        throw protocolError(`The service may not send a ${frame.type} frame.`);
    }
  }

  #onRequest(stream: number, head: RequestHead): void {
    if (stream <= this.#lastStream) throw protocolError(`The service opened stream ${stream} out of order.`);
    this.#lastStream = stream;
    if (this.#streams.size >= maxStreams) {
      return this.#refuse(
        stream,
        new AgentError('AGENT_BUSY', `The agent has ${maxStreams} requests in flight already.`),
      );
    }
    const { access, clock } = this.#options;
    const receiver = new BodyReceiver(access.maxBodyBytes);
    this.#streams.set(stream, {
      head,
      startedMs: clock.monotonicMs(),
      receiver,
      sender: undefined,
      execution: undefined,
      status: undefined,
    });
  }

  #onBody(stream: number, bytes: Uint8Array): void {
    const open = this.#open(stream);
    if (open === undefined) return;
    if (open.sender !== undefined) throw protocolError('The service sent a body after its end.');
    const credit = open.receiver.take(bytes);
    if (credit === 'too-large') {
      const { method, url } = open.head;
      return this.#fail(
        stream,
        open,
        new TransportError('REQUEST_TOO_LARGE', `The body of ${method} ${shownUrl(url)} is over the agent's limit.`),
      );
    }
    if (credit > 0) this.#link.send({ type: 'window', stream, credit });
  }

  /** The request is complete: make it. */
  #onEnd(stream: number): void {
    const open = this.#open(stream);
    if (open === undefined) return;
    if (open.sender !== undefined) throw protocolError('The service ended a request twice.');
    const sender = new BodySender(stream, (frame) => this.#link.send(frame));
    open.sender = sender;
    try {
      open.execution = execute(this.#options.access, open.head, open.receiver.finish(), {
        onHead: (head) => {
          open.status = head.status;
          this.#link.send({ type: 'response', stream, head });
        },
        onData: (bytes) => sender.push(bytes),
        onEnd: () => {
          sender.end();
          this.#finishWhenSent(stream, open);
        },
        onError: (error) => this.#fail(stream, open, error),
      });
    } catch (thrown) {
      this.#fail(stream, open, toProvisioningError(thrown));
    }
  }

  #onWindow(stream: number, credit: number): void {
    const open = this.#open(stream);
    if (open?.sender === undefined) return;
    if (open.sender.grant(credit)) open.execution?.resume();
    this.#finishWhenSent(stream, open);
  }

  #finishWhenSent(stream: number, open: Stream): void {
    if (open.sender?.isFinished !== true) return;
    this.#audit(open, undefined);
    this.#remove(stream);
  }

  #onGoodbye(goodbye: Goodbye): void {
    this.#goodbye = goodbye;
    if (this.#streams.size === 0) return this.#link.close();
    this.#drained = () => this.#link.close();
  }

  /** Undefined for a stream that has ended here meanwhile. */
  #open(stream: number): Stream | undefined {
    if (stream > this.#lastStream)
      throw protocolError(`The service continues stream ${stream}, which it never opened.`);
    return this.#streams.get(stream);
  }

  #fail(stream: number, open: Stream, error: ProvisioningError): void {
    this.#audit(open, error.code);
    this.#remove(stream);
    this.#refuse(stream, error);
  }

  #refuse(stream: number, error: ProvisioningError): void {
    this.#link.send({ type: 'error', stream, error: { code: error.code, message: error.message } });
  }

  #drop(stream: number, code: ErrorCode): void {
    const open = this.#open(stream);
    if (open === undefined) return;
    open.execution?.cancel();
    this.#audit(open, code);
    this.#remove(stream);
  }

  #dropAll(): void {
    for (const stream of [...this.#streams.keys()]) this.#drop(stream, 'AGENT_OFFLINE');
  }

  #remove(stream: number): void {
    this.#streams.delete(stream);
    if (this.#streams.size === 0) this.#drained?.();
  }

  #audit({ head, startedMs, status }: Stream, code: ErrorCode | undefined): void {
    const ms = this.#options.clock.monotonicMs() - startedMs;
    this.#options.audit({
      method: head.method,
      url: head.url,
      ms,
      ...(status !== undefined && { status }),
      ...(code !== undefined && { code }),
    });
  }
}
