// Runs on the threads of the render pool (`paper.renderer.ts`).
import { handOver } from '../../work/background.ts';
import type { PaymentPaper } from './paper.document.ts';
import { renderPaper } from './paper.pdf.ts';

export default async (paper: PaymentPaper): Promise<Uint8Array> =>
  handOver(await renderPaper(paper));
