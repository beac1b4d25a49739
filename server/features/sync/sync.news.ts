import { newsDays, type NewEvent } from '../../records/events.ts';
import type { Row } from '../../db/bulk.ts';

/** What a record that was written is told of as; null where it is no news. */
export type Teller<R> = (record: R, id: string, row: Row) => NewEvent | null;

/** Whether a document of a day is news when it comes for the first time. */
export const isNews = (date: string): boolean =>
  date >= new Date(Date.now() - newsDays * 86_400_000).toISOString().slice(0, 10);

/** Who tells of what came from the ERP. */
export const theErp = { kind: 'key', id: null } as const;
