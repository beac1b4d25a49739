export const payActions = [
  'approve',
  'decline',
  'voucher',
  'underpay',
  'overpay',
  'lapse',
  'dispute',
  'leave',
] as const;
export type PayAction = (typeof payActions)[number];
export type PayLanguage = 'es' | 'pt' | 'en';

type Shown = {
  id: string;
  status: string;
  paid: boolean;
  amount: number;
  currency: string;
  method: string;
  name: string;
  locale: PayLanguage;
  backTo: string;
  intent: { voucher: string | null; declined?: boolean } | null;
};

const words = {
  es: {
    title: 'Página de pago de demostración',
    note: 'Aquí no se mueve dinero. Elija qué sucede.',
    approve: 'Pagar',
    decline: 'Rechazar la tarjeta',
    voucher: 'Emitir el comprobante',
    underpay: 'Pagar la mitad',
    overpay: 'Pagar el doble',
    dispute: 'Que el banco devuelva el dinero',
    lapse: 'Dejar que venza',
    leave: 'Volver sin pagar',
    declined: 'El banco rechazó la tarjeta. Intente con otra.',
    paid: 'Pagado.',
    over: 'Esta página ya no sirve.',
    reference: 'Referencia',
    back: 'Volver al portal',
    card: 'Número de tarjeta',
    card_hint: '4242 4242 4242 4242 se cobra; 4000 0000 0000 0002 se rechaza.',
  },
  pt: {
    title: 'Página de pagamento de demonstração',
    note: 'Aqui nenhum dinheiro é movimentado. Escolha o que acontece.',
    approve: 'Pagar',
    decline: 'Recusar o cartão',
    voucher: 'Emitir o comprovante',
    underpay: 'Pagar a metade',
    overpay: 'Pagar o dobro',
    dispute: 'O banco devolve o dinheiro',
    lapse: 'Deixar vencer',
    leave: 'Voltar sem pagar',
    declined: 'O banco recusou o cartão. Tente com outro.',
    paid: 'Pago.',
    over: 'Esta página não funciona mais.',
    reference: 'Referência',
    back: 'Voltar ao portal',
    card: 'Número do cartão',
    card_hint: '4242 4242 4242 4242 é aprovado; 4000 0000 0000 0002 é recusado.',
  },
  en: {
    title: 'Demonstration payment page',
    note: 'No money moves here. Choose what happens.',
    approve: 'Pay',
    decline: 'Decline the card',
    voucher: 'Issue the voucher',
    underpay: 'Pay half of it',
    overpay: 'Pay twice as much',
    dispute: 'Have the bank take the money back',
    lapse: 'Let it lapse',
    leave: 'Go back without paying',
    declined: 'The bank declined the card. Try another one.',
    paid: 'Paid.',
    over: 'This page has ended.',
    reference: 'Reference',
    back: 'Back to the portal',
    card: 'Card number',
    card_hint: '4242 4242 4242 4242 is charged; 4000 0000 0000 0002 is declined.',
  },
};

const style = `body{font:16px/1.5 system-ui;max-width:28em;margin:3em auto;padding:0 1em;color:#1c2430}
h1{font-size:1.25em}b{font-size:1.75em}form{margin:.5em 0}
input{font:inherit;box-sizing:border-box;width:100%;padding:.6em}button,a{font:inherit;display:block;box-sizing:border-box;width:100%;padding:.7em;border:1px solid #8893a3;
border-radius:.4em;background:#fff;color:inherit;text-align:center;text-decoration:none}
.main{background:#1f5fbf;color:#fff;border-color:#1f5fbf}small{color:#5b6675}`;

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Of a card that is charged, whatever its bank; any other is declined. */
const goodCard = '4242424242424242';

/** What becomes of a card that somebody typed. @param body of the form */
export const cardAction = (body: string): PayAction =>
  new URLSearchParams(body).get('number')?.replaceAll(/\D/g, '') === goodCard
    ? 'approve'
    : 'decline';

/** The page people pay on: a field for a card, and a button for each thing that can happen. */
export function payPage(session: Shown): string {
  const t = words[session.locale];
  const whole = ['clp', 'pyg'].includes(session.currency);
  const amount = (session.amount / (whole ? 1 : 100)).toLocaleString(
    session.locale === 'es' ? 'es-MX' : session.locale,
    {
      style: 'currency',
      currency: session.currency,
    },
  );
  const waits = session.status === 'complete' && !session.paid;
  // What somebody sends to an account is for somebody else to count.
  const isTransfer = session.method === 'customer_balance';
  const actions: PayAction[] = waits
    ? ['approve', ...(isTransfer ? (['underpay', 'overpay'] as const) : []), 'lapse']
    : session.status !== 'open'
      ? session.paid
        ? ['dispute']
        : []
      : session.method === 'card'
        ? ['decline', 'lapse', 'leave']
        : ['voucher', 'lapse', 'leave'];
  const buttons = actions.map(
    (action, i) =>
      `<form method="post" action="/pay/${session.id}/${action}">
<button id="${action}"${i === 0 ? ' class="main"' : ''}>${t[action]}</button></form>`,
  );
  const takesCard = session.method === 'card' && session.status === 'open';
  const card = takesCard
    ? `<form method="post" action="/pay/${session.id}/card"><label>${t.card}
<input name="number" inputmode="numeric" autocomplete="cc-number" required></label>
<p><small>${t.card_hint}</small></p><button id="card" class="main">${t.approve}</button></form>`
    : '';
  const said = session.paid ? t.paid : actions.length === 0 ? t.over : t.note;
  const { voucher, declined } = session.intent ?? {};
  return `<!doctype html><html lang="${session.locale}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${t.title}</title><style>${style}</style>
<h1>${t.title}</h1><p>${escaped(session.name)}<br><b>${amount}</b></p><p><small>${said}</small></p>
${declined && takesCard ? `<p role="alert"><strong>${t.declined}</strong></p>` : ''}
${voucher ? `<p>${t.reference}: <strong>${escaped(voucher)}</strong></p>` : ''}${card}${buttons.join('\n')}
${actions.includes('leave') ? '' : `<a href="${escaped(session.backTo)}">${t.back}</a>`}</html>`;
}
