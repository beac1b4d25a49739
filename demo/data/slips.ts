import { isBoleto, isPix } from '#contract/payment-code-words';
import type { SyncInput } from '#contract/sync';
import type { Source } from './source.ts';

type Slip = SyncInput<'payment-slips'>;

/** The CLABE that transfers of the demo go to; its check digit holds. */
const clabe = '646180110400000007';
/** Documents that have a slip: the newest, and not every one of them. */
const most = 160;

/** What the ERP had registered to pay open invoices with: boletos and Pix codes in Brazil, a CLABE in Mexico. */
export function paymentSlips(
  { slug, companies }: Pick<Source, 'slug' | 'companies'>,
  today: string,
  ledger: readonly SyncInput<'open-items'>[],
): Slip[] {
  const open = ledger.filter(
    ({ kind, clearings = [], dueDate }) =>
      kind === 'invoice' && clearings.length === 0 && (dueDate ?? '') >= today,
  );
  return open.slice(-most).flatMap((item, i) => {
    const currency = item.currency === 'MXP' ? 'MXN' : item.currency;
    const company = companies.find(({ code }) => code === item.company);
    const common = {
      company: item.company,
      item: item.id,
      amount: item.amount,
      currency,
      beneficiary: company?.legalName ?? slug,
      expires: item.dueDate ?? null,
    };
    if (currency === 'BRL') {
      const boleto: Slip = {
        ...common,
        id: `B-${item.id}`,
        kind: 'boleto',
        content: boletoLine(item.amount, item.dueDate!, i),
        bank: 'Banco do Brasil',
      };
      const pix: Slip = {
        ...common,
        id: `P-${item.id}`,
        kind: 'pix',
        content: pixCode(item.amount, String(i)),
      };
      return i % 2 === 0 ? [boleto, pix] : [boleto];
    }
    return currency === 'MXN' && i % 2 === 0
      ? [{ ...common, id: `C-${item.id}`, kind: 'clabe', content: clabe, bank: 'STP' }]
      : [];
  });
}

const digitThat = (holds: (digit: string) => boolean): string =>
  [...'0123456789'].find(holds) ?? '0';

/** The line of a boleto whose check digits hold. */
function boletoLine(amount: string, due: string, number: number): string {
  const days = Math.round((Date.parse(due) - Date.UTC(1997, 9, 7)) / 86_400_000);
  const factor = days > 9_999 ? ((days - 10_000) % 9_000) + 1_000 : days;
  const cents = amount.replace(/^(\d+)(?:\.(\d\d))?\d*$/, '$1$2').padStart(10, '0');
  const free = String(9_000_000 + number).padStart(25, '0');
  const fields = [`0019${free.slice(0, 5)}`, free.slice(5, 15), free.slice(15)].map(
    (field) => field + mod10(field),
  );
  const end = `${factor}${cents}`;
  return fields.join('') + digitThat((digit) => isBoleto(fields.join('') + digit + end)) + end;
}

function mod10(digits: string): string {
  const sum = [...digits].toReversed().reduce((total, digit, i) => {
    const product = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** A Pix code whose check sum holds. */
function pixCode(amount: string, reference: string): string {
  const tag = (name: string, value: string) =>
    `${name}${String(value.length).padStart(2, '0')}${value}`;
  const body = [
    tag('00', '01'),
    tag('26', tag('00', 'br.gov.bcb.pix') + tag('01', 'cobranca@zambe.example')),
    '520400005303986',
    tag('54', Number(amount).toFixed(2)),
    '5802BR',
    tag('59', 'ZAMBE'),
    tag('60', 'RECIFE'),
    tag('62', tag('05', `DEMO${reference}`)),
    '6304',
  ].join('');
  let crc = 0xffff;
  for (const byte of Buffer.from(body)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  const code = body + crc.toString(16).toUpperCase().padStart(4, '0');
  if (!isPix(code)) throw new Error('A Pix code of the demo does not hold');
  return code;
}
