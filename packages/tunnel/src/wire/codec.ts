/**
 * Frames to bytes and back; pure.
 *
 *     0        1                 5                 9
 *     +--------+--------+--------+--------+--------+----------- - -
 *     | type   | stream id (uint32, BE)   …length (uint32, BE) | payload
 *     +--------+-----------------+-----------------+----------- - -
 *
 * Decoding throws nothing but AgentError AGENT_PROTOCOL_ERROR, whatever the bytes.
 */
import { frameCodes, type Frame } from './frame.ts';
import {
  readGoodbye,
  readPolicy,
  readRequestHead,
  readResponseHead,
  readStreamError,
  writeGoodbye,
  writePolicy,
  writeRequestHead,
  writeResponseHead,
  writeStreamError,
} from './head.ts';
import { frameHeaderBytes, maxChunkBytes, maxHeadBytes, maxMessageBytes, maxWindowBytes } from './limits.ts';
import { protocolError } from './protocol-error.ts';

const noBytes = new Uint8Array(0);

/** The payload of a frame: text for JSON, bytes for a body. Throws AGENT_PROTOCOL_ERROR when it is over its limit. */
export function framePayload(frame: Frame): string | Uint8Array {
  switch (frame.type) {
    case 'request':
      return writeRequestHead(frame.head);
    case 'response':
      return writeResponseHead(frame.head);
    case 'body':
      return frame.bytes;
    case 'error':
      return writeStreamError(frame.error);
    case 'policy':
      return writePolicy(frame.policy);
    case 'goodbye':
      return writeGoodbye(frame.goodbye);
    case 'window': {
      const bytes = Buffer.allocUnsafe(4);
      bytes.writeUInt32BE(frame.credit, 0);
      return bytes;
    }
    case 'end':
    case 'cancel':
    case 'ping':
    case 'pong':
      return noBytes;
  }
}

/** Bytes the frame takes on the wire for this payload, header included. Throws AGENT_PROTOCOL_ERROR when over the limit. */
export function frameSize(frame: Frame, payload: string | Uint8Array): number {
  const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
  const limit = frame.type === 'body' ? maxChunkBytes : maxHeadBytes;
  if (length > limit) throw protocolError(`A ${frame.type} frame of ${length} bytes is over its limit of ${limit}.`);
  return frameHeaderBytes + length;
}

/** Writes a frame at `offset`; `size` is what `frameSize` said. */
export function writeFrame(
  target: Buffer,
  offset: number,
  frame: Frame,
  payload: string | Uint8Array,
  size: number,
): void {
  target[offset] = frameCodes[frame.type];
  target.writeUInt32BE(frame.stream, offset + 1);
  target.writeUInt32BE(size - frameHeaderBytes, offset + 5);
  if (typeof payload === 'string') target.write(payload, offset + frameHeaderBytes);
  else target.set(payload, offset + frameHeaderBytes);
}

/** One frame as its own bytes; what the outbox does for many, for tests and single messages. */
export function encodeFrame(frame: Frame): Buffer {
  const payload = framePayload(frame);
  const size = frameSize(frame, payload);
  const bytes = Buffer.allocUnsafe(size);
  writeFrame(bytes, 0, frame, payload, size);
  return bytes;
}

/** The frames of one WebSocket message, in order. Bodies are views into `message`, not copies. */
export function decodeFrames(message: Uint8Array): Frame[] {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  if (bytes.length === 0) throw protocolError('A message holds no frame.');
  if (bytes.length > maxMessageBytes)
    throw protocolError(`A message of ${bytes.length} bytes is over ${maxMessageBytes}.`);
  const frames: Frame[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (bytes.length - offset < frameHeaderBytes) throw protocolError('A message ends inside a frame header.');
    const code = bytes[offset]!;
    const stream = bytes.readUInt32BE(offset + 1);
    const length = bytes.readUInt32BE(offset + 5);
    const start = offset + frameHeaderBytes;
    offset = start + length;
    if (offset > bytes.length) throw protocolError('A message ends inside a frame.');
    frames.push(decodeFrame(code, stream, bytes.subarray(start, offset)));
  }
  return frames;
}

function decodeFrame(code: number, stream: number, payload: Buffer): Frame {
  const ofConnection = code >= frameCodes.ping;
  if (ofConnection !== (stream === 0)) throw protocolError(`A frame of type ${code} may not be on stream ${stream}.`);
  const limit = code === frameCodes.body ? maxChunkBytes : maxHeadBytes;
  if (payload.length > limit)
    throw protocolError(`A frame of type ${code} has ${payload.length} bytes, over ${limit}.`);
  switch (code) {
    case frameCodes.request:
      return { type: 'request', stream, head: readRequestHead(payload.toString()) };
    case frameCodes.response:
      return { type: 'response', stream, head: readResponseHead(payload.toString()) };
    case frameCodes.body:
      if (payload.length === 0) throw protocolError('A body frame is empty.');
      return { type: 'body', stream, bytes: payload };
    case frameCodes.end:
      return empty(payload, { type: 'end', stream });
    case frameCodes.cancel:
      return empty(payload, { type: 'cancel', stream });
    case frameCodes.window:
      return { type: 'window', stream, credit: readCredit(payload) };
    case frameCodes.error:
      return { type: 'error', stream, error: readStreamError(payload.toString()) };
    case frameCodes.ping:
      return empty(payload, { type: 'ping', stream: 0 });
    case frameCodes.pong:
      return empty(payload, { type: 'pong', stream: 0 });
    case frameCodes.policy:
      return { type: 'policy', stream: 0, policy: readPolicy(payload.toString()) };
    case frameCodes.goodbye:
      return { type: 'goodbye', stream: 0, goodbye: readGoodbye(payload.toString()) };
    default:
      throw protocolError(`A frame has the unknown type ${code}.`);
  }
}

function empty(payload: Buffer, frame: Frame): Frame {
  if (payload.length > 0) throw protocolError(`A ${frame.type} frame carries ${payload.length} bytes.`);
  return frame;
}

function readCredit(payload: Buffer): number {
  if (payload.length !== 4) throw protocolError('A window frame is not 4 bytes long.');
  const credit = payload.readUInt32BE(0);
  if (credit === 0 || credit > maxWindowBytes) throw protocolError(`A window frame grants ${credit} bytes.`);
  return credit;
}
