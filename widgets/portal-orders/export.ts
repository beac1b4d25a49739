import type { OrderSort } from '#contract/order-words';
import type { Language, Portal } from '../core/index.ts';
import type { FilterQuery } from './orders-filter.ts';

export type ExportOptions = FilterQuery & { sort: OrderSort; locale: Language; file: string };

/** Fetches the list as a file and hands it to the browser to save. @throws ClientError */
export async function downloadOrders(
  { client }: Portal,
  { file, ...query }: ExportOptions,
): Promise<void> {
  const blob = await client.call('GET /exports/orders', { query });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${file}.csv`;
  link.click();
  // The browser reads the address after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
