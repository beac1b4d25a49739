import type { BankAccount } from '#contract/bank-data';

type Company = { code: string; legalName: string; currency: string };

/** A CLABE of a bank that there is not, with the digit that checks it. */
function clabeOf(account: number): string {
  const digits = `999180${String(account).padStart(11, '0')}`;
  const sum = Array.from(digits).reduce(
    (all, digit, i) => all + ((Number(digit) * [3, 7, 1][i % 3]!) % 10),
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Where the customers of an invented company pay to. */
export function demoBankData(
  { code, legalName: holder, currency }: Company,
  index: number,
): BankAccount[] {
  const usual = { holder, branch: null, reference: null };
  const number = 4_100_000 + index * 37;
  if (currency === 'MXN')
    return [
      {
        ...usual,
        kind: 'clabe',
        currency,
        bank: 'Banco del Ejemplo',
        number: clabeOf(number),
        reference: 'Su número de cliente',
      },
      {
        ...usual,
        kind: 'account',
        currency: 'USD',
        bank: 'Banco del Ejemplo',
        number: `${number}-01`,
        branch: '0180',
      },
    ];
  if (currency === 'BRL')
    return [
      {
        ...usual,
        kind: 'pix',
        currency,
        bank: 'Banco do Exemplo',
        number: `financeiro.${code.toLowerCase()}@zambe.example`,
        reference: 'O seu número de cliente',
      },
      {
        ...usual,
        kind: 'account',
        currency,
        bank: 'Banco do Exemplo',
        number: `${number}-3`,
        branch: '0001',
      },
    ];
  return [{ ...usual, kind: 'account', currency, bank: 'Example Bank', number: `${number}` }];
}
