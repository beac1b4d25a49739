import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/** Seals bytes by AES-256-GCM. */
export type Seal = { seal(plain: Uint8Array): Buffer; open(sealed: Uint8Array): Buffer };

/** The key for one use of a secret that all servers of the database share. */
export const keyFor = (secret: Uint8Array, use: string): Buffer =>
  createHmac('sha256', secret).update(use).digest();

/** @param whose what is sealed for one does not open for another */
export function createSeal(secret: Uint8Array, whose: string): Seal {
  const key = keyFor(secret, 'seal');
  const bound = Buffer.from(whose);
  return {
    seal: (plain) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open: (sealed) => {
      const nonce = sealed.subarray(0, nonceBytes);
      const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
        .setAAD(bound)
        .setAuthTag(tag);
      const text = sealed.subarray(nonceBytes + tagBytes);
      return Buffer.concat([decipher.update(text), decipher.final()]);
    },
  };
}
