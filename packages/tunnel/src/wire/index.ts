/** The protocol, and nothing else: what hub and agent agree on. See docs/reference/tunnel-protocol.md. */
export { decodeFrames, encodeFrame, framePayload, frameSize, writeFrame } from './codec.ts';
export { ReceiveWindow, SendWindow } from './credit.ts';
export { frameCodes, goodbyeReasons } from './frame.ts';
export type {
  Frame,
  FrameType,
  Goodbye,
  GoodbyeReason,
  Headers,
  PolicySummary,
  RequestHead,
  ResponseHead,
  StreamError,
} from './frame.ts';
export { isHeaderField } from './head.ts';
export {
  defaultMaxBodyBytes,
  frameHeaderBytes,
  initialWindowBytes,
  maxChunkBytes,
  maxDeadlineMs,
  maxHeadBytes,
  maxHeaderFields,
  maxMessageBytes,
  maxWindowBytes,
} from './limits.ts';
export { channelPath, tunnelProtocol, versionMismatch } from './version.ts';
export { protocolError } from './protocol-error.ts';
