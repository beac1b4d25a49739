import { createRenderPool, type RenderPoolOptions } from '../../output/render-pool.ts';
import type { RenderStatement, StatementDocument } from './statement.document.ts';

export type PdfRenderer = {
  /** Draws a statement as PDF, on another thread. */
  render: RenderStatement;
  close(): Promise<void>;
};

const worker = new URL('statement.worker.ts', import.meta.url);

/** Milliseconds that threads for the usual ones wait for the next: one that starts beside other work takes a second. */
const usualIdleMs = 300_000;

/** Documents from which on a statement needs much memory. */
const many = 500;

const documentsOf = ({ content }: StatementDocument) =>
  content.sections.reduce((count, { items }) => count + items.length, 0);

/**
 * What draws the PDFs of statements; closed with the portal. The usual ones are drawn side by side on small
 * threads, large ones one after the other on a big one.
 */
export function createPdfRenderer(options?: RenderPoolOptions): PdfRenderer {
  const pool = (own: RenderPoolOptions) =>
    createRenderPool<StatementDocument>(worker, { ...own, ...options });
  const usual = pool({ heapMb: 128, idleMs: usualIdleMs });
  const large = pool({ threads: 1, heapMb: 1024 });
  return {
    render: (document, keys) =>
      (documentsOf(document) > many ? large : usual).render(document, keys),
    close: async () => {
      await Promise.all([usual.close(), large.close()]);
    },
  };
}
