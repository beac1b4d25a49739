import type { SyncInput } from '#contract/sync';
import { addDays } from './dates.ts';
import type { Source } from './source.ts';

const words = {
  es: {
    care: 'Mantenimiento preventivo',
    rent: 'Renta de equipo de apoyo',
    old: 'Póliza de garantía extendida',
    site: 'Planta principal',
    coverage:
      'Incluye **cuatro visitas** al año y atención en el siguiente día hábil.\n\n- Limpieza y revisión\n- Refacciones menores\n- Informe de cada visita',
  },
  pt: {
    care: 'Manutenção preventiva',
    rent: 'Locação de equipamento de apoio',
    old: 'Garantia estendida',
    site: 'Unidade principal',
    coverage:
      'Inclui **quatro visitas** por ano e atendimento no dia útil seguinte.\n\n- Limpeza e revisão\n- Peças menores\n- Relatório de cada visita',
  },
} as const;

/** Contracts of the first customers: one in its term, one about to end, one that is over. */
export function contractRecords(
  { slug, companies, buyers, products }: Source,
  today: string,
): SyncInput<'contracts'>[] {
  const language = slug === 'zambe' ? 'pt' : 'es';
  const t = words[language];
  const company = companies[0]!;
  return buyers.slice(0, 4).flatMap(({ record: { number } }, at) => {
    const common = {
      customer: number,
      company: company.code,
      currency: company.currency ?? 'MXN',
    };
    return [
      {
        ...common,
        number: `CS-${4100 + at}`,
        title: t.care,
        kind: t.care,
        start: addDays(today, -200),
        end: addDays(today, 165),
        renewal: 'tacit' as const,
        renewalMonths: 12,
        noticeMonths: 2,
        amount: '4800.00',
        period: 'month' as const,
        coverage: { [language]: t.coverage },
        allowance: {
          kind: 'visits' as const,
          included: '4',
          used: '2',
          until: addDays(today, 165),
        },
        items: products.slice(at, at + 2).map(({ record }, line) => ({
          serial: `NS-${70_210 + at * 10 + line}`,
          material: record.number,
          site: t.site,
        })),
      },
      {
        ...common,
        number: `CS-${4200 + at}`,
        title: t.rent,
        start: addDays(today, -320),
        end: addDays(today, 45),
        renewal: 'agreed' as const,
        amount: '18500.00',
        period: 'quarter' as const,
        allowance: { kind: 'hours' as const, included: '40', used: '40' },
      },
      {
        ...common,
        number: `CS-${4300 + at}`,
        title: t.old,
        start: addDays(today, -760),
        end: addDays(today, -30),
        state: 'ended' as const,
        amount: '9900.00',
        period: 'once' as const,
      },
    ];
  });
}
