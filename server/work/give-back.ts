/** Bytes from which on memory is worth giving back by hand: it has pages of its own. */
const large = 65_536;

/**
 * Gives the memory of large bytes back at once, where nobody else shares it: they are empty afterwards. Left to the
 * collector, which looks at how many objects there are, half a megabyte of a few dozen requests each waits for its turn.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (byteLength >= large && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
