import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { limits } from '#contract/limits';
import type { InScope } from '../db/scope.ts';
import { AppError } from './app-error.ts';

const saltBytes = 16;
const tagBytes = 16;
// Each cursor has a key of its own, so one nonce serves them all.
const nonce = Buffer.alloc(12);

/**
 * Seals the cursors of lists: where a page ended says what the last row's values are, and they are for
 * nobody to read or to make up.
 */
export type CursorSeal = {
  /** @param list whose cursor it is: the tenant and the endpoint; it opens for no other */
  seal(cursor: string, list: string): string;
  /** @throws AppError `invalid_input` where it is not a cursor of this list */
  open(sealed: string, list: string): string;
};

/** @param secret random bytes that all servers of a database share */
export function createCursorSeal(secret: Uint8Array): CursorSeal {
  const keyOf = (salt: Uint8Array) =>
    createHmac('sha256', secret).update('cursor').update(salt).digest();
  return {
    seal: (cursor, list) => {
      const salt = randomBytes(saltBytes);
      const cipher = createCipheriv('aes-256-gcm', keyOf(salt), nonce).setAAD(Buffer.from(list));
      const text = Buffer.concat([cipher.update(cursor, 'utf8'), cipher.final()]);
      return Buffer.concat([salt, cipher.getAuthTag(), text]).toString('base64url');
    },
    open: (sealed, list) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length <= saltBytes + tagBytes) throw badCursor();
      const [salt, tag, text] = [
        bytes.subarray(0, saltBytes),
        bytes.subarray(saltBytes, saltBytes + tagBytes),
        bytes.subarray(saltBytes + tagBytes),
      ];
      try {
        const cipher = createDecipheriv('aes-256-gcm', keyOf(salt), nonce, {
          authTagLength: tagBytes,
        })
          .setAAD(Buffer.from(list))
          .setAuthTag(tag);
        return Buffer.concat([cipher.update(text), cipher.final()]).toString();
      } catch {
        throw badCursor();
      }
    },
  };
}

/** Reads what the servers of a database share. */
export async function readCursorSecret(inScope: InScope): Promise<Uint8Array> {
  const row = await inScope({ tenantId: null }, (db) =>
    db('server_secrets').where({ name: 'cursors' }).first<{ secret: Uint8Array }>('secret'),
  );
  return row.secret;
}

/** Text of a column that a cursor holds: as the columns have it, which no control character is in. */
export const cursorText = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);

/**
 * The form of a list's cursors, inside of the seal.
 * @param shape what one holds, held against it again when it comes back
 */
export function createCursorForm<S extends z.ZodType>(shape: S) {
  return {
    write: (value: z.output<S>): string => JSON.stringify(value),
    /** @throws AppError `invalid_input` where it is none of this form */
    read: (text: string): z.output<S> => {
      try {
        return shape.parse(JSON.parse(text));
      } catch {
        throw badCursor();
      }
    },
  };
}

const keyForm = createCursorForm(z.tuple([cursorText(limits.identifier)]));

/** The cursor of a list that is sorted by a unique key alone. */
export const writeKeyCursor = (key: string): string => keyForm.write([key]);
/** @throws AppError `invalid_input` where the cursor is not one of ours */
export const readKeyCursor = (text: string): string => keyForm.read(text)[0];

export const badCursor = () =>
  new AppError('invalid_input', { errors: [{ path: 'query.cursor', rule: 'cursor' }] });
