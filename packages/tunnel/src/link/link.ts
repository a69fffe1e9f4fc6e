/**
 * One WebSocket as a link of frames: coalesces what goes out, decodes what comes in, keeps the heartbeat, says goodbye.
 * Hub and agent each put their own session on top of it.
 */
import type { WebSocket } from 'ws';
import { toProvisioningError, type Clock, type ProvisioningError } from '@drawbridge/base';
import { decodeFrames, protocolError, type Frame, type Goodbye } from '../wire/index.ts';
import { Heartbeat } from './heartbeat.ts';
import { Outbox } from './outbox.ts';
import { nextLinkState, type LinkState } from './state.ts';

export type LinkOptions = {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly heartbeatMs: number;
  /** Called for every frame but ping and pong. What it throws ends the link as a protocol error. */
  readonly onFrame: (frame: Frame) => void;
  /** Called once, with the reason when there is one; nothing is called after it. */
  readonly onClosed: (reason: ProvisioningError | undefined) => void;
};

/** How long a closing handshake may take before the socket is cut. */
const closeWithinMs = 500;

export class Link {
  readonly #options: LinkOptions;
  readonly #outbox: Outbox;
  readonly #heartbeat: Heartbeat;
  #state: LinkState = 'open';
  #reason: ProvisioningError | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { socket, clock, heartbeatMs } = options;
    this.#outbox = new Outbox((message) => this.#write(message));
    this.#heartbeat = new Heartbeat({
      clock,
      intervalMs: heartbeatMs,
      ping: () => this.send({ type: 'ping', stream: 0 }),
      onSilence: () => this.cut(protocolError(`Nothing was heard for two heartbeats of ${heartbeatMs} ms.`)),
    });
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.on('close', () => this.#closed());
    socket.on('error', (error) => (this.#reason ??= toProvisioningError(error)));
    if (socket.isPaused) socket.resume();
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Queues a frame. On a closed link it does nothing: the close was already told. */
  send(frame: Frame): void {
    if (this.#state !== 'closed') this.#outbox.push(frame);
  }

  /** Tells the other side that this one leaves. The link stays up for what is in flight. */
  goodbye(goodbye: Goodbye): void {
    if (this.#state === 'closed') return;
    this.#outbox.push({ type: 'goodbye', stream: 0, goodbye });
    this.#outbox.flush();
    this.#state = nextLinkState(this.#state, 'goodbye');
  }

  /** Closes in order; a peer that does not answer is cut. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#outbox.flush();
    this.#options.socket.close(1000);
    this.#options.clock.after(closeWithinMs, () => this.#options.socket.terminate());
  }

  /** Ends the link at once, without waiting for the socket. */
  cut(reason?: ProvisioningError): void {
    this.#reason ??= reason;
    this.#options.socket.terminate();
    this.#closed();
  }

  #write(message: Buffer): void {
    if (this.#options.socket.readyState === this.#options.socket.OPEN) this.#options.socket.send(message);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#state === 'closed') return;
    this.#heartbeat.heard();
    try {
      if (!isBinary) throw protocolError('A message is text where frames are binary.');
      for (const frame of decodeFrames(data)) this.#handle(frame);
    } catch (thrown) {
      this.#refuse(toProvisioningError(thrown));
    }
  }

  #handle(frame: Frame): void {
    if (frame.type === 'ping') return this.send({ type: 'pong', stream: 0 });
    if (frame.type === 'pong') return;
    if (frame.type === 'goodbye') this.#state = nextLinkState(this.#state, 'goodbye');
    if (this.#state !== 'closed') this.#options.onFrame(frame);
  }

  /** The peer does not follow the protocol: say so, then end. */
  #refuse(error: ProvisioningError): void {
    this.goodbye({ reason: 'protocol', message: error.message });
    this.#options.socket.close(1002);
    this.#options.clock.after(closeWithinMs, () => this.#options.socket.terminate());
    this.#reason ??= error;
    this.#closed();
  }

  #closed(): void {
    if (this.#state === 'closed') return;
    this.#state = nextLinkState(this.#state, 'lost');
    this.#heartbeat.stop();
    this.#options.onClosed(this.#reason);
  }
}
