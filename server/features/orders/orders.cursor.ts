import { z } from 'zod';
import type { OrderSort } from '#contract/order-words';
import { date } from '#contract/primitives';
import { AppError } from '../../http/app-error.ts';

/** Where a page ended: the sort it was for, the sorted value of its last row, and that row's id. */
export type Cursor = { value: string; id: string };

const shape = z.tuple([z.string(), z.string().max(300), z.uuid()]);

export const writeCursor = (sort: OrderSort, { value, id }: Cursor): string =>
  Buffer.from(JSON.stringify([sort, value, id])).toString('base64url');

/** @throws AppError `invalid_input` where the cursor is not one of ours, or of another sort */
export function readCursor(text: string, sort: OrderSort): Cursor {
  try {
    const [of, value, id] = shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    if (of === sort && fits(sort, value)) return { value, id };
  } catch {
    // Whatever is wrong with it, the answer is the same.
  }
  throw new AppError('invalid_input', { errors: [{ path: 'query.cursor', rule: 'cursor' }] });
}

function fits(sort: OrderSort, value: string): boolean {
  if (sort.endsWith('date')) return date.safeParse(value).success;
  return !sort.endsWith('amount') || /^-?\d{1,15}(\.\d{1,4})?$/.test(value);
}
