import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { fetchOutside } from '../../output/outbound.ts';

/** Finds the public keys of a host by the address of its JWKS. */
export type KeySets = (url: string) => JWTVerifyGetKey;

export type KeySetOptions = {
  /** Whether hosts may stand in private networks: for the operator to say. */
  allowInside?: boolean;
};

const timeoutMs = 3_000;
/** A set holds a few keys of a few hundred bytes each, some with a chain of certificates. */
const mostBytes = 100_000;

/**
 * Key sets that are fetched when they are needed, kept, and fetched again for a key they do not hold.
 */
export function createKeySets({ allowInside = false }: KeySetOptions = {}): KeySets {
  // By addresses that the operator wrote, so there are as many as that.
  const known = new Map<string, JWTVerifyGetKey>();
  const fetchKeys = async (url: string, { headers }: { headers: Headers }): Promise<Response> => {
    const { status, body } = await fetchOutside({
      url,
      headers: Object.fromEntries(headers),
      timeoutMs,
      mostBytes,
      allowInside,
    });
    return new Response(new Uint8Array(body), { status });
  };
  return (url) => {
    const set =
      known.get(url) ??
      createRemoteJWKSet(new URL(url), { timeoutDuration: timeoutMs, [customFetch]: fetchKeys });
    known.set(url, set);
    return set;
  };
}
