// Runs on the threads of the render pool (`receipt.renderer.ts`).
import { handOver } from '../../work/background.ts';
import type { ReceiptDocument } from './receipt.document.ts';
import { renderReceipt } from './receipt.pdf.ts';

export default async (document: ReceiptDocument): Promise<Uint8Array> =>
  handOver(await renderReceipt(document));
