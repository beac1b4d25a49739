import { createRenderPool, type RenderPool } from '../../output/render-pool.ts';
import type { OrderDocument } from './order.document.ts';

const worker = new URL('order.worker.ts', import.meta.url);

export type OrderPdfs = RenderPool<OrderDocument>;

/** What draws orders that were sent, on a thread of its own; closed with the portal. */
export const createOrderRenderer = (): OrderPdfs =>
  createRenderPool<OrderDocument>(worker, { threads: 1, heapMb: 192 });
