/**
 * The protocol's version, agreed in the WebSocket handshake as a subprotocol. Raise the number when an older peer would
 * misread a frame; adding a member to a JSON head does not need it, because unknown members are ignored.
 */
export const tunnelProtocol = 'drawbridge.tunnel.v1';
/** Where an agent asks for the upgrade. */
export const channelPath = '/agent/channel';

/** One sentence for both sides' logs when the versions differ. */
export function versionMismatch(ours: string, theirs: readonly string[]): string {
  const offered = theirs.length === 0 ? 'none' : theirs.slice(0, 5).join(', ').slice(0, 200);
  return `This side speaks ${ours}, the other side offers ${offered}: update the older of agent and service.`;
}
