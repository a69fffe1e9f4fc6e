/**
 * The hub's end of one agent's connection: numbers the streams, sends requests, puts answers together, and fails every
 * call it holds at once when the connection dies.
 */
import type { WebSocket } from 'ws';
import { TransportError, type Clock, type Logger, type ProvisioningError } from '@drawbridge/base';
import { BodyReceiver } from '../link/body-receiver.ts';
import { BodySender } from '../link/body-sender.ts';
import { Link } from '../link/link.ts';
import { shownUrl } from '../shown-url.ts';
import { protocolError, type Frame, type Goodbye, type PolicySummary, type ResponseHead } from '../wire/index.ts';
import type { Call } from './call.ts';

export type SessionAgent = {
  readonly id: string;
  readonly machineName: string;
  readonly version: string;
  readonly os: string;
  readonly externalIp: string;
};

export type SessionOptions = {
  readonly socket: WebSocket;
  readonly agent: SessionAgent;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly heartbeatMs: number;
  readonly maxBodyBytes: number;
  /** A call ended: there is room for another. */
  readonly onRoom: () => void;
  readonly onClosed: () => void;
};

type Exchange = {
  readonly call: Call;
  sender: BodySender | undefined;
  head: ResponseHead | undefined;
  readonly receiver: BodyReceiver;
};

export class AgentSession {
  readonly agent: SessionAgent;
  readonly since: Date;
  policy: PolicySummary | undefined;
  readonly #options: SessionOptions;
  readonly #link: Link;
  readonly #exchanges = new Map<number, Exchange>();
  #lastStream = 0;
  #drained: (() => void) | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.agent = options.agent;
    this.since = options.clock.now();
    this.#link = new Link({
      socket: options.socket,
      clock: options.clock,
      heartbeatMs: options.heartbeatMs,
      onFrame: (frame) => this.#onFrame(frame),
      onClosed: (reason) => this.#onClosed(reason),
    });
  }

  get inFlight(): number {
    return this.#exchanges.size;
  }

  /** Whether the session takes new calls. */
  get isOpen(): boolean {
    return this.#link.state === 'open';
  }

  start(call: Call): void {
    const { method, url, headers, body, idempotencyKey } = call.request;
    const stream = ++this.#lastStream;
    const exchange: Exchange = {
      call,
      sender: undefined,
      head: undefined,
      receiver: new BodyReceiver(this.#options.maxBodyBytes),
    };
    this.#exchanges.set(stream, exchange);
    call.release = (abandoned) => this.#release(stream, abandoned);
    const head = { method, url, headers, deadlineMs: call.remainingMs };
    try {
      this.#link.send({
        type: 'request',
        stream,
        head: idempotencyKey === undefined ? head : { ...head, idempotencyKey },
      });
    } catch (cause) {
      const fact = `The head of ${method} ${shownUrl(url)} is larger than a tunnel frame may be.`;
      return call.fail(new TransportError('REQUEST_TOO_LARGE', fact, { cause }), false);
    }
    if (body === undefined || body.length === 0) return this.#link.send({ type: 'end', stream });
    exchange.sender = new BodySender(stream, (frame) => this.#link.send(frame));
    exchange.sender.push(body);
    exchange.sender.end();
  }

  /** Takes nothing new; resolves when the last call is done. */
  async drain(message: string): Promise<void> {
    this.#link.goodbye({ reason: 'drain', message });
    if (this.inFlight === 0 || this.#link.state === 'closed') return;
    await new Promise<void>((resolve) => (this.#drained = resolve));
  }

  /** Ends the session with a reason the agent understands; calls in flight fail at once. */
  end(goodbye: Goodbye): void {
    this.#link.goodbye(goodbye);
    this.#failAll(goodbye.message);
    this.#link.close();
  }

  close(): void {
    this.#link.close();
  }

  #onFrame(frame: Frame): void {
    if (frame.type === 'policy') {
      this.policy = frame.policy;
      return;
    }
    if (frame.type === 'goodbye') {
      this.#options.logger.info({ agentId: this.agent.id, reason: frame.goodbye.reason }, 'agent says goodbye');
      return;
    }
    if (frame.type === 'request' || frame.type === 'cancel')
      throw protocolError(`An agent may not send a ${frame.type} frame.`);
    if (frame.stream > this.#lastStream)
      throw protocolError(`The agent answers stream ${frame.stream}, which was never opened.`);
    // An answer to a call that has ended meanwhile (deadline, abort) is no fault of the agent.
    const exchange = this.#exchanges.get(frame.stream);
    if (exchange !== undefined) this.#onAnswer(exchange, frame);
  }

  #onAnswer(exchange: Exchange, frame: Frame): void {
    const { call } = exchange;
    switch (frame.type) {
      case 'response':
        if (exchange.head !== undefined) throw protocolError('The agent sent two response heads on one stream.');
        exchange.head = frame.head;
        return;
      case 'body':
        return this.#onBody(exchange, frame.stream, frame.bytes);
      case 'end': {
        const head = exchange.head;
        if (head === undefined) throw protocolError('The agent ended a stream without a response head.');
        return call.succeed(head.status, head.headers, exchange.receiver.finish(), this.agent.id);
      }
      case 'window':
        exchange.sender?.grant(frame.credit);
        return;
      case 'error':
        return call.fail(
          new TransportError(frame.error.code, frame.error.message, { details: { agentId: this.agent.id } }),
          false,
        );
      default:
        throw protocolError(`A ${frame.type} frame does not belong on a stream.`);
    }
  }

  #onBody(exchange: Exchange, stream: number, bytes: Uint8Array): void {
    if (exchange.head === undefined) throw protocolError('The agent sent a body before its response head.');
    const credit = exchange.receiver.take(bytes);
    if (credit === 'too-large') {
      const { method, url } = exchange.call.request;
      const fact = `The answer to ${method} ${shownUrl(url)} is larger than ${this.#options.maxBodyBytes} bytes.`;
      return exchange.call.fail(new TransportError('TARGET_ANSWER_TOO_LARGE', fact), true);
    }
    if (credit > 0) this.#link.send({ type: 'window', stream, credit });
  }

  #release(stream: number, abandoned: boolean): void {
    if (!this.#exchanges.delete(stream)) return;
    if (abandoned) this.#link.send({ type: 'cancel', stream });
    if (this.#exchanges.size === 0) this.#drained?.();
    this.#options.onRoom();
  }

  #onClosed(reason: ProvisioningError | undefined): void {
    this.#failAll(reason?.message ?? 'Its connection was closed.');
    this.#drained?.();
    this.#options.logger.info({ agentId: this.agent.id, reason: reason?.message }, 'agent disconnected');
    this.#options.onClosed();
  }

  #failAll(why: string): void {
    for (const { call } of [...this.#exchanges.values()]) {
      const { method, url } = call.request;
      const fact = `The agent ${this.agent.machineName} was lost before it answered ${method} ${shownUrl(url)}. ${why}`;
      call.fail(new TransportError('AGENT_OFFLINE', fact, { details: { agentId: this.agent.id } }), false);
    }
  }
}
