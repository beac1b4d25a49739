// Runs on the threads of the render pool (`statement.renderer.ts`).
import { handOver } from '../../work/background.ts';
import type { StatementDocument } from './statement.document.ts';
import { renderStatement } from './statement.pdf.ts';

export default async (document: StatementDocument): Promise<Uint8Array> =>
  handOver(await renderStatement(document));
