/** Bytes from which on memory is worth giving back by hand: it has pages of its own. */
const large = 65_536;

/** Whether bytes are so many that it is worth it. */
export const isLarge = ({ byteLength }: Uint8Array): boolean => byteLength >= large;

/**
 * Gives the memory of large bytes back at once, where nobody else shares it: they are empty afterwards. Left to the
 * collector, which looks at how many objects there are, half a megabyte of a few dozen requests each waits for its turn.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (isLarge(bytes) && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Bytes of an arrived chunk from which on it is worth it: there are as many of them as a sender likes. */
const largeChunk = 16_384;

/**
 * The same for a chunk that a stream handed over and nobody looks at any more. One that shares its memory with others
 * is left alone.
 */
export function giveBackChunk({ byteLength, buffer }: Uint8Array): void {
  const isOwn = byteLength === buffer.byteLength && buffer instanceof ArrayBuffer;
  if (isOwn && byteLength >= largeChunk) buffer.transfer(0);
}
