/** How much of something each key may use: a reserve, and what flows back into it. */
export type TokenBuckets = {
  /**
   * Takes a token of every key, or of none.
   * @returns seconds to wait where one of them has none left; else 0
   */
  take(...keys: string[]): number;
  /** How many keys are kept. */
  size(): number;
};

export type BucketOptions = {
  /** Tokens of a full bucket: how many in one go. */
  burst: number;
  /** Tokens that flow back. */
  perSecond: number;
  /** Milliseconds, monotonic; given by tests. */
  now?: () => number;
};

type Bucket = { tokens: number; at: number };

/**
 * Token buckets in the memory of this process. A bucket that has filled up again says nothing and is thrown
 * away, so what is kept is bounded by what was used within one filling. Keys are ids of ours, never a
 * stranger's text.
 */
export function createTokenBuckets({
  burst,
  perSecond,
  now = () => performance.now(),
}: BucketOptions): TokenBuckets {
  // The one used longest ago comes first.
  const buckets = new Map<string, Bucket>();
  const fillMs = (burst / perSecond) * 1000;

  const sweep = (at: number): void => {
    for (const [key, bucket] of buckets) {
      if (bucket.at + fillMs > at) return;
      buckets.delete(key);
    }
  };

  const levelOf = (key: string, at: number): number => {
    const bucket = buckets.get(key);
    if (!bucket) return burst;
    return Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
  };

  return {
    take: (...keys) => {
      const at = now();
      sweep(at);
      const levels = keys.map((key) => levelOf(key, at));
      const lowest = Math.min(...levels);
      if (lowest < 1) return Math.max(1, Math.ceil((1 - lowest) / perSecond));
      keys.forEach((key, i) => {
        buckets.delete(key);
        buckets.set(key, { tokens: levels[i]! - 1, at });
      });
      return 0;
    },
    size: () => buckets.size,
  };
}
