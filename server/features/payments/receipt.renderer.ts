import { createRenderPool, type RenderPool } from '../../output/render-pool.ts';
import type { ReceiptDocument } from './receipt.document.ts';

const worker = new URL('receipt.worker.ts', import.meta.url);

export type ReceiptPdfs = RenderPool<ReceiptDocument>;

/** What draws receipts of payments, on a thread of its own; closed with the portal. */
export const createReceiptRenderer = (): ReceiptPdfs =>
  createRenderPool<ReceiptDocument>(worker, { threads: 1, heapMb: 192 });
