/** How large each part of a conversation may be. Both sides enforce the same figures; tunnel-protocol.md lists them. */

/** Bytes in front of every frame: type (1), stream (4), payload length (4). */
export const frameHeaderBytes = 9;
/** A request or response head, an error, a policy summary. */
export const maxHeadBytes = 64 * 1024;
/** One body frame. */
export const maxChunkBytes = 64 * 1024;
/** A whole request or response body, unless the hub or the agent is told otherwise. */
export const defaultMaxBodyBytes = 16 * 1024 * 1024;
/** One WebSocket message: several frames, never more bytes than this. */
export const maxMessageBytes = 1024 * 1024;
/** Header fields in one head. */
export const maxHeaderFields = 200;
/** Body bytes a stream may carry in one direction before the receiver has granted more. */
export const initialWindowBytes = 256 * 1024;
/** The largest credit a receiver may leave standing. */
export const maxWindowBytes = 16 * 1024 * 1024;
/** Longest deadline a request may ask for: one day. */
export const maxDeadlineMs = 86_400_000;
