// Runs on the threads of the render pool (`order.renderer.ts`).
import { handOver } from '../../work/background.ts';
import type { OrderDocument } from './order.document.ts';
import { renderOrder } from './order.pdf.ts';

export default async (document: OrderDocument): Promise<Uint8Array> =>
  handOver(await renderOrder(document));
