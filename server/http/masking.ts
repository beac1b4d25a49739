/** Names of fields whose values nobody is to read, wherever they are kept. */
const secret =
  /pass(word|phrase|code)|secret|token|hash|assertion|recovery.?code|one.?time|\botp\b|credential|authorization|cookie|private.?key|api.?key/i;

/** What stands in place of a secret. */
export const masked = '•••';

/** A value without the secrets in it, told by the names of their fields; whether there was one stays to be seen. */
export function maskSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskSecrets);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      secret.test(name) && part !== null && typeof part !== 'boolean' ? masked : maskSecrets(part),
    ]),
  );
}
