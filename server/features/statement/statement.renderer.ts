import { createRenderPool, type RenderPoolOptions } from '../../output/render-pool.ts';
import type { RenderStatement, StatementDocument } from './statement.document.ts';

export type PdfRenderer = {
  /** Draws a statement as PDF, on another thread. */
  render: RenderStatement;
  close(): Promise<void>;
};

/** What draws the PDFs of statements; closed with the portal. */
export const createPdfRenderer = (options?: RenderPoolOptions): PdfRenderer =>
  createRenderPool<StatementDocument>(new URL('statement.worker.ts', import.meta.url), options);
