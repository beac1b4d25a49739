import { z } from 'zod';
import { limits } from '#contract/limits';
import { AppError } from './app-error.ts';

const shape = z.tuple([z.string().max(limits.identifier)]);

/** The cursor of a list that is sorted by a unique key alone. */
export const writeKeyCursor = (key: string): string =>
  Buffer.from(JSON.stringify([key])).toString('base64url');

/** @throws AppError `invalid_input` where the cursor is not one of ours */
export function readKeyCursor(text: string): string {
  try {
    return shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))[0];
  } catch {
    throw new AppError('invalid_input', { errors: [{ path: 'query.cursor', rule: 'cursor' }] });
  }
}
