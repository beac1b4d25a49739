import { z } from 'zod';
import { limits } from '#contract/limits';
import { createCursorForm, cursorText } from '../../http/cursor.ts';
import type { ListCursor } from './mailing-lists.queries.ts';

const key = cursorText(limits.identifier);
const form = createCursorForm(z.tuple([key, key]));

export const writeListCursor = ({ companyKey, customerKey }: ListCursor): string =>
  form.write([companyKey, customerKey]);

/** @throws AppError `invalid_input` where the cursor is not one of ours */
export function readListCursor(text: string): ListCursor {
  const [companyKey, customerKey] = form.read(text);
  return { companyKey, customerKey };
}
