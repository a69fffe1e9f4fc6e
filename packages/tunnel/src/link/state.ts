/**
 * The life of a link, the same on both sides:
 *
 *     open ──goodbye sent or received──▶ draining ──▶ closed
 *       └───────────── lost ───────────────────────────▲
 *
 * open: takes new requests. draining: finishes what it holds. closed: the socket is gone, nothing is held.
 */
export const linkStates = ['open', 'draining', 'closed'] as const;
export type LinkState = (typeof linkStates)[number];
export type LinkEvent = 'goodbye' | 'lost';

const transitions: Readonly<Record<LinkState, Readonly<Record<LinkEvent, LinkState>>>> = {
  open: { goodbye: 'draining', lost: 'closed' },
  draining: { goodbye: 'draining', lost: 'closed' },
  closed: { goodbye: 'closed', lost: 'closed' },
};

export const nextLinkState = (state: LinkState, event: LinkEvent): LinkState => transitions[state][event];
