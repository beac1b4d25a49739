import { z } from 'zod';
import { orderSorts, orderStatuses, type OrderSort } from '#contract/order-words';
import { date } from '#contract/primitives';
import { badCursor, createCursorForm, cursorText } from '../../http/cursor.ts';

/** Where a page ended: the sort it was for, the sorted value of its last row, and that row's id. */
export type Cursor = { value: string; id: string };

const form = createCursorForm(z.tuple([z.enum(orderSorts), cursorText(300), z.uuid()]));

export const writeCursor = (sort: OrderSort, { value, id }: Cursor): string =>
  form.write([sort, value, id]);

/** @throws AppError `invalid_input` where the cursor is not one of ours, or of another sort */
export function readCursor(text: string, sort: OrderSort): Cursor {
  const [of, value, id] = form.read(text);
  if (of !== sort || !fits(sort, value)) throw badCursor();
  return { value, id };
}

function fits(sort: OrderSort, value: string): boolean {
  if (sort.endsWith('date')) return date.safeParse(value).success;
  if (sort.endsWith('status')) return z.enum(orderStatuses).safeParse(value).success;
  return !sort.endsWith('amount') || /^-?\d{1,15}(\.\d{1,4})?$/.test(value);
}
