import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { todayIn, type Source } from './data/index.ts';
import { stockRecords } from './data/stock.ts';
import { createOrderDesk, deskMoods, type OrderDesk } from './order-desk.ts';

/** Which brand's ERP is asked for its stock, and its port, counted from the portal's. */
export const asked = { brand: 'aqua', portOffset: 6 };

export type Question = { materials: string[]; plants: string[] };
export type ErpReading = { material: string; plant: string; quantity: string; unit: string };

/** How the ERP fares: it answers, late or not, with something else, or not at all. */
export type ErpMood =
  | { readings: (question: Question) => unknown; afterMs?: number }
  | { status: number; type: string; content: string }
  | 'hangs up';

/** A stand-in for a company's ERP. */
export type Erp = {
  server: Server;
  /** Signs the questions; whoever does not know it is refused. */
  secret: string;
  mood: ErpMood;
  /** Every question that was signed. */
  questions: Question[];
  /** Questions whose signature was not right. */
  forged: number;
  /** Where it takes orders. */
  desk: OrderDesk;
};

/**
 * An ERP that answers `POST /stock` as docs/erp.md asks for, and has moods.
 * @param moods by name, the first is the one it begins with; `GET /` is a page to change it
 */
export function createErp(moods: Record<string, ErpMood>): Erp {
  const server = createServer(async (request, response) => {
    if (request.method === 'POST' && request.url === '/stock') await answer(erp, request, response);
    else await showMoods(erp, moods, request, response);
  });
  const [mood = 'hangs up'] = Object.values(moods);
  const erp: Erp = { server, secret: '', mood, questions: [], forged: 0, desk: createOrderDesk() };
  return erp;
}

async function answer(erp: Erp, request: IncomingMessage, response: ServerResponse): Promise<void> {
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
  if (mood === 'hangs up') request.socket.destroy();
  else if ('status' in mood)
    response.writeHead(mood.status, { 'Content-Type': mood.type }).end(mood.content);
  else
    setTimeout(() => {
      response
        .writeHead(200, { 'Content-Type': 'application/json' })
        .end(JSON.stringify({ readings: mood.readings(question) }));
    }, mood.afterMs ?? 0).unref();
}

/** A page with a button for each mood. */
async function showMoods(
  erp: Erp,
  moods: Record<string, ErpMood>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Content-Security-Policy', `default-src 'none'; form-action 'self'`);
  if (request.method === 'POST') {
    const asked = new URLSearchParams(await text(request));
    const mood = moods[asked.get('mood') ?? ''];
    const deskMood = deskMoods.find((one) => one === asked.get('desk'));
    if (mood) erp.mood = mood;
    if (deskMood) erp.desk.mood = deskMood;
    response.writeHead(mood || deskMood ? 303 : 400, { Location: '/' }).end();
    return;
  }
  const choice = (field: 'mood' | 'desk', name: string, now: boolean) =>
    `<p><button name="${field}" value="${name}"${now ? ' disabled' : ''}>${name}</button>${now ? ' ← now' : ''}</p>`;
  const buttons = Object.entries(moods).map(([name, mood]) =>
    choice('mood', name, mood === erp.mood),
  );
  const desk = deskMoods.map((name) => choice('desk', name, name === erp.desk.mood));
  response.setHeader('Content-Type', 'text/html; charset=utf-8').end(`<!doctype html>
<html lang="en"><meta name="viewport" content="width=device-width"><title>ERP of the demo</title>
<h1>ERP of the demo</h1>
<p>Questions for stock so far: ${erp.questions.length}. How does it fare?</p>
<form method="post" action="/">${buttons.join('\n')}</form>
<p>Orders answered so far: ${erp.desk.answered}. What does it do with orders?</p>
<form method="post" action="/">${desk.join('\n')}</form></html>`);
}

/** The moods of the demo's ERP. A portal waits three seconds for an answer. */
export function demoMoods(source: Source): Record<string, ErpMood> {
  const readings = (question: Question) => readingsOf(source, question);
  return {
    quick: { readings, afterMs: 150 },
    'slow: answers after five seconds': { readings, afterMs: 5_000 },
    'wrong: a page instead of figures': {
      status: 200,
      type: 'text/html',
      content: '<!doctype html><title>Sign in</title>',
    },
    'wrong: an error': { status: 500, type: 'application/json', content: '{"readings":[]}' },
    'wrong: other units': {
      readings: (question) => readings(question).map((one) => ({ ...one, unit: 'KGM' })),
    },
    'down: hangs up': 'hangs up',
  };
}

/** What lay there this morning, less what has been sold since: one in a hundred each hour. */
function readingsOf(source: Source, { materials, plants }: Question): ErpReading[] {
  const records = stockRecords(source, todayIn(source.timeZone))['stock-readings'];
  const sold = new Date().getHours();
  return records
    .filter(({ material, plant }) => materials.includes(material) && plants.includes(plant))
    .flatMap(({ material, plant, quantity, unit }) => {
      const left = Number(quantity) - Math.floor((Number(quantity) * sold) / 100);
      return [{ material, plant, quantity: String(left), unit }];
    });
}
