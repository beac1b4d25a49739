import { createRenderPool, type RenderPool } from '../../output/render-pool.ts';
import type { PaymentPaper } from './paper.document.ts';

const worker = new URL('paper.worker.ts', import.meta.url);

export type PaymentPdfs = RenderPool<PaymentPaper>;

/** What draws vouchers and receipts of payments, on a thread of its own; closed with the portal. */
export const createPaymentRenderer = (): PaymentPdfs =>
  createRenderPool<PaymentPaper>(worker, { threads: 1, heapMb: 192 });
