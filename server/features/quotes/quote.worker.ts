// Runs on the threads of the render pool (`quote.renderer.ts`).
import { handOver } from '../../work/background.ts';
import type { QuoteDocument } from './quote.document.ts';
import { renderQuote } from './quote.pdf.ts';

export default async (document: QuoteDocument): Promise<Uint8Array> =>
  handOver(await renderQuote(document));
