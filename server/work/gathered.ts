/** Most that is done in one go, unless given. */
const usualMost = 50;

type Waiting<T, R> = {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
};

/**
 * Batches what is asked for at the same time: while one batch of a key is at work, the next one gathers. Alone, an item
 * waits for nothing.
 * @param work answers the items of one batch, in their order. Where it fails for several, each is tried by itself, so
 *   that a bad one spoils no other
 */
export function gathered<T, R>(
  work: (key: string, items: readonly T[]) => Promise<readonly R[]>,
  most = usualMost,
): (key: string, item: T) => Promise<R> {
  const lines = new Map<string, Waiting<T, R>[]>();

  async function batch(key: string, some: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await work(
        key,
        some.map(({ item }) => item),
      );
      for (const [index, { resolve }] of some.entries()) resolve(results[index]!);
    } catch (error) {
      if (some.length === 1) some[0]!.reject(error);
      else for (const one of some) await batch(key, [one]);
    }
  }

  async function drain(key: string, line: Waiting<T, R>[]): Promise<void> {
    while (line.length > 0) await batch(key, line.splice(0, most));
    lines.delete(key);
  }

  return (key, item) =>
    new Promise((resolve, reject) => {
      const line = lines.get(key);
      if (line) line.push({ item, resolve, reject });
      else {
        const own = [{ item, resolve, reject }];
        lines.set(key, own);
        void drain(key, own);
      }
    });
}
