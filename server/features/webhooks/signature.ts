import { createHmac, randomBytes } from 'node:crypto';

/*
 * Signatures as the Standard Webhooks specification says (https://github.com/standard-webhooks/standard-webhooks):
 * HMAC-SHA256 over `id.timestamp.body`, keyed by the bytes behind `whsec_`, in Base64 behind `v1,`.
 */

/** A new secret: 32 random bytes. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * The headers that go with a body.
 * @param seconds Unix time of the attempt
 * @param secrets each of them signs, so that either will do while the other side changes
 */
export const signedHeaders = (
  id: string,
  seconds: number,
  body: string,
  secrets: readonly string[],
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(seconds),
  'webhook-signature': secrets
    .map((secret) => `v1,${sign(secret, `${id}.${seconds}.${body}`)}`)
    .join(' '),
});

const sign = (secret: string, text: string) =>
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(text)
    .digest('base64');
