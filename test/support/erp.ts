import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Question = { materials: string[]; plants: string[] };
export type ErpReading = { material: string; plant: string; quantity: string; unit: string };

/** How the ERP fares: it answers, late or not, with something else, or not at all. */
export type ErpMood =
  | { readings: (question: Question) => unknown; afterMs?: number }
  | { status: number; type: string; content: string }
  | 'hangs up';

/** A stand-in for a tenant's ERP: a real HTTP server that checks who asks, and has moods. */
export async function startErp() {
  const erp = {
    url: '',
    secret: '',
    mood: { readings: () => [] } as ErpMood,
    questions: [] as Question[],
    /** Questions whose signature was not right. */
    forged: 0,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(async (request, response) => {
    const content = await text(request);
    const at = String(request.headers['portal-timestamp']);
    const expected = createHmac('sha256', erp.secret).update(`${at}.${content}`).digest('hex');
    if (request.headers['portal-signature'] !== `v1=${expected}`) {
      erp.forged++;
      response.writeHead(401).end();
      return;
    }
    const question = JSON.parse(content) as Question;
    erp.questions.push(question);
    const { mood } = erp;
    if (mood === 'hangs up') return void request.socket.destroy();
    if ('status' in mood) {
      response.writeHead(mood.status, { 'Content-Type': mood.type }).end(mood.content);
      return;
    }
    setTimeout(() => {
      response
        .writeHead(200, { 'Content-Type': 'application/json' })
        .end(JSON.stringify({ readings: mood.readings(question) }));
    }, mood.afterMs ?? 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  erp.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock`;
  return erp;
}
