import { z } from 'zod';
import { limits } from '#contract/limits';
import { AppError } from '../../http/app-error.ts';
import type { ListCursor } from './mailing-lists.queries.ts';

const key = z.string().max(limits.identifier);
const shape = z.tuple([key, key]);

export const writeListCursor = ({ companyKey, customerKey }: ListCursor): string =>
  Buffer.from(JSON.stringify([companyKey, customerKey])).toString('base64url');

/** @throws AppError `invalid_input` where the cursor is not one of ours */
export function readListCursor(text: string): ListCursor {
  try {
    const [companyKey, customerKey] = shape.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString()),
    );
    return { companyKey, customerKey };
  } catch {
    throw new AppError('invalid_input', { errors: [{ path: 'query.cursor', rule: 'cursor' }] });
  }
}
