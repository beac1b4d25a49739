import { createRenderPool, type RenderPool } from '../../output/render-pool.ts';
import type { QuoteDocument } from './quote.document.ts';

const worker = new URL('quote.worker.ts', import.meta.url);

export type QuotePdfs = RenderPool<QuoteDocument>;

/** What draws quotes and receipts, on threads of their own; closed with the portal. */
export const createQuoteRenderer = (): QuotePdfs =>
  createRenderPool<QuoteDocument>(worker, { threads: 2, heapMb: 256 });
