import type { Admin } from '../../server/index.ts';

type Request = Parameters<Admin['addRequest']>[1];
type Category = Parameters<Admin['addServiceCategory']>[2];
type Language = 'es' | 'pt' | 'en';

const hours = (response: number, resolution: number) => ({
  response: response * 60,
  resolution: resolution * 60,
});
const targets: Category['targets'] = {
  low: hours(16, 90),
  normal: hours(8, 45),
  high: hours(4, 18),
  urgent: hours(1, 9),
};
const labels = (es: string, pt: string, en: string) => ({ es, pt, en });
const usual = { visible: true, priority: 'normal', targets, erp: false } as const;

/** What customers may ask for. */
export const demoCategories: Record<string, Category> = {
  damage: {
    ...usual,
    labels: labels(
      'Mercancía dañada o faltante',
      'Mercadoria avariada ou faltante',
      'Goods damaged or missing',
    ),
    icon: 'box',
    priority: 'high',
    department: 'posventa',
    fields: [
      {
        key: 'material',
        kind: 'material',
        labels: labels('Material', 'Material', 'Material'),
        required: true,
        options: [],
      },
      {
        key: 'pieces',
        kind: 'number',
        labels: labels('Piezas afectadas', 'Peças afetadas', 'Pieces affected'),
        required: true,
        options: [],
      },
      {
        key: 'damage',
        kind: 'select',
        labels: labels('Qué ocurrió', 'O que ocorreu', 'What it is'),
        required: false,
        options: [
          { value: 'broken', labels: labels('Llegó roto', 'Chegou quebrado', 'It came broken') },
          {
            value: 'missing',
            labels: labels('Faltan piezas', 'Faltam peças', 'Pieces are missing'),
          },
          {
            value: 'wrong',
            labels: labels('No es lo pedido', 'Não é o pedido', 'It is something else'),
          },
        ],
      },
    ],
  },
  delivery: {
    ...usual,
    labels: labels('Entregas y horarios', 'Entregas e horários', 'Deliveries and times'),
    icon: 'truck',
    department: 'logistics',
    fields: [
      {
        key: 'wanted',
        kind: 'date',
        labels: labels('Fecha deseada', 'Data desejada', 'Wanted on'),
        required: false,
        options: [],
      },
    ],
  },
  billing: {
    ...usual,
    labels: labels('Facturación y pagos', 'Faturamento e pagamentos', 'Invoices and payments'),
    icon: 'invoice',
    department: 'receivables',
    fields: [],
  },
  technical: {
    ...usual,
    labels: labels('Asesoría técnica', 'Assistência técnica', 'Technical advice'),
    icon: 'gear',
    department: 'ingenieria',
    fields: [
      {
        key: 'serial',
        kind: 'serial',
        labels: labels('Número de serie', 'Número de série', 'Serial number'),
        required: false,
        options: [],
      },
    ],
  },
  other: {
    ...usual,
    labels: labels('Otro asunto', 'Outro assunto', 'Something else'),
    icon: 'chat',
    priority: 'low',
    department: null,
    fields: [],
  },
};

const words = {
  es: {
    damage: 'Dos piezas llegaron golpeadas',
    damageAsked:
      'Al descargar encontramos dos piezas golpeadas en la base. El chofer lo anotó en la remisión. ¿Cómo hacemos la reposición?',
    damageAnswer:
      'Lamentamos lo ocurrido. Ya pedimos la reposición a planta; le confirmo hoy mismo la fecha de entrega.',
    delivery: 'Recibir solo por la mañana',
    deliveryAsked:
      'A partir del lunes la obra solo recibe de 8 a 12. ¿Pueden avisar al transportista?',
    deliveryAnswer: 'Con gusto. ¿Nos comparte el nombre y teléfono de quien recibe?',
    billing: 'Factura con uso de CFDI equivocado',
    billingAsked: 'La factura salió con uso G03 y debe ser G01. ¿La pueden sustituir?',
    billingAnswer: 'Quedó sustituida; la nueva ya está en Facturas.',
    technical: 'Presión máxima de trabajo',
    technicalAsked: '¿Qué presión soporta el equipo si se instala en un tercer piso?',
  },
  pt: {
    damage: 'Duas peças chegaram amassadas',
    damageAsked:
      'Ao descarregar encontramos duas peças amassadas na base. O motorista anotou no canhoto. Como fazemos a reposição?',
    damageAnswer:
      'Lamentamos o ocorrido. Já pedimos a reposição à fábrica; confirmo ainda hoje a data de entrega.',
    delivery: 'Receber somente de manhã',
    deliveryAsked:
      'A partir de segunda-feira só recebemos das 8h às 12h. Podem avisar a transportadora?',
    deliveryAnswer: 'Claro. Pode nos passar o nome e o telefone de quem recebe?',
    billing: 'Nota fiscal com natureza de operação errada',
    billingAsked: 'A nota saiu com a natureza de operação errada. Podem emitir carta de correção?',
    billingAnswer: 'A correção foi emitida; já está em Notas fiscais.',
    technical: 'Prazo de validade depois de aberto',
    technicalAsked: 'Depois de aberta a embalagem, por quanto tempo o produto mantém a garantia?',
  },
  en: {
    damage: 'Two pieces came dented',
    damageAsked: 'When unloading we found two pieces dented at their base. How are they replaced?',
    damageAnswer: 'We are sorry. The replacement is ordered; you will have the date today.',
    delivery: 'Receive in the morning only',
    deliveryAsked: 'From Monday on we receive from 8 to 12 only. Can you tell the carrier?',
    deliveryAnswer: 'Gladly. Who receives, and at which telephone?',
    billing: 'Invoice with a wrong use',
    billingAsked: 'The invoice came with a wrong use. Can you replace it?',
    billingAnswer: 'It was replaced; the new one is among the invoices.',
    technical: 'Highest pressure',
    technicalAsked: 'Which pressure does it stand on a third floor?',
  },
} as const;

/** Requests of one customer: in hand, waiting for it, solved, and new. */
export function demoRequests({
  locale,
  now,
  order,
  invoice,
  contacts,
  staff,
}: {
  locale: Language;
  now: Date;
  /** Numbers of the customer's records. */
  order: string | undefined;
  invoice: string | undefined;
  /** Two of the customer's contacts by their ids, and somebody of the company by name. */
  contacts: readonly [string, string];
  staff: string;
}): Request[] {
  const t = words[locale];
  const [one, other] = contacts;
  const at = (ago: number) => new Date(now.getTime() - ago * 3_600_000).toISOString();
  const asked = (text: string, ago: number) => ({ by: 'contact' as const, text, at: at(ago) });
  const answered = (text: string, ago: number) => ({
    by: 'staff' as const,
    staff,
    text,
    at: at(ago),
  });
  return [
    {
      category: 'damage',
      contact: one,
      subject: t.damage,
      fields: { material: '1100', pieces: '2', damage: 'broken' },
      ...(order && { record: { kind: 'order' as const, number: order } }),
      assigned: staff,
      messages: [asked(t.damageAsked, 22), answered(t.damageAnswer, 20)],
    },
    {
      category: 'delivery',
      contact: other,
      subject: t.delivery,
      messages: [asked(t.deliveryAsked, 50), answered(t.deliveryAnswer, 46)],
      assigned: staff,
      status: 'waiting_customer',
    },
    {
      category: 'billing',
      contact: one,
      subject: t.billing,
      ...(invoice && { record: { kind: 'invoice' as const, number: invoice } }),
      messages: [asked(t.billingAsked, 98), answered(t.billingAnswer, 75)],
      status: 'resolved',
    },
    {
      category: 'technical',
      contact: one,
      subject: t.technical,
      messages: [asked(t.technicalAsked, 1)],
    },
  ];
}
