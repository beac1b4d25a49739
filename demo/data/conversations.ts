import type { Admin } from '../../server/index.ts';

type Thread = Parameters<Admin['addThread']>[1];
type Said = Thread['messages'][number];
type Language = 'es' | 'pt' | 'en';

type Asked = {
  locale: Language;
  now: Date;
  customer: string;
  /** Numbers of the customer's records. */
  order: string | undefined;
  shipment: string | undefined;
  invoice: string | undefined;
  /** Two of the customer's contacts by their ids, and somebody of the company by name. */
  contacts: readonly [string, string];
  staff: string;
};

const words = {
  es: {
    delivery: '¿Llega antes del viernes?',
    asks: 'Buenos días. Necesitamos el material de este pedido antes del viernes para no detener la obra. ¿Es posible adelantarlo?',
    answers:
      'Buenos días. Ya salió de planta; el transportista confirma la entrega para el jueves por la mañana.\n\nLe adjunto la carta porte.',
    note: 'Quedan dos tarimas en el almacén de Querétaro: si el jueves falla, las mandamos de ahí.',
    thanks: 'Perfecto, muchas gracias. El jueves habrá quien reciba de 8 a 12.',
    quoted:
      'El mié, 10:42, Aquavelia escribió:\n> Ya salió de planta; el transportista confirma la entrega',
    away: 'Gracias por su mensaje. Estaré fuera de la oficina hasta el lunes.',
    waybill: 'Carta porte.txt',
    papers: 'Falta la lista de empaque',
    papersAsked:
      'La agencia nos pide la lista de empaque de este embarque. La que está en el portal no trae los pesos.',
    papersAnswer: 'Tiene razón. La corregimos hoy y la subimos a Documentos.',
    billing: 'Datos de facturación',
    billingAsked: 'Cambió nuestro domicilio fiscal. ¿Qué necesitan para actualizarlo?',
    billingAnswer:
      'Solo la constancia de situación fiscal vigente. Puede entregarla en Documentos.',
    billingThanks: 'Listo, ya la subí.',
    department: 'trafico',
  },
  pt: {
    delivery: 'Chega antes de sexta-feira?',
    asks: 'Bom dia. Precisamos do material deste pedido antes de sexta-feira para não parar a obra. É possível adiantar?',
    answers:
      'Bom dia. Já saiu da fábrica; a transportadora confirma a entrega para quinta-feira de manhã.\n\nSegue o conhecimento de transporte.',
    note: 'Há dois paletes no depósito de Campinas: se quinta falhar, mandamos de lá.',
    thanks: 'Perfeito, muito obrigado. Quinta-feira haverá quem receba das 8h às 12h.',
    quoted:
      'Em qua., 10:42, Zambé escreveu:\n> Já saiu da fábrica; a transportadora confirma a entrega',
    away: 'Obrigado pela mensagem. Estarei fora do escritório até segunda-feira.',
    waybill: 'Conhecimento de transporte.txt',
    papers: 'Falta o romaneio',
    papersAsked:
      'O despachante pede o romaneio deste embarque. O que está no portal não traz os pesos.',
    papersAnswer: 'Tem razão. Corrigimos hoje e colocamos em Documentos.',
    billing: 'Dados de faturamento',
    billingAsked: 'Nosso endereço fiscal mudou. O que precisam para atualizar?',
    billingAnswer: 'Somente o comprovante de inscrição vigente. Pode entregar em Documentos.',
    billingThanks: 'Pronto, já enviei.',
    department: 'logistics',
  },
  en: {
    delivery: 'Will it arrive before Friday?',
    asks: 'Good morning. We need the goods of this order before Friday. Can you bring it forward?',
    answers:
      'Good morning. It has left the plant; the carrier confirms delivery for Thursday morning.\n\nThe waybill is attached.',
    note: 'Two pallets are left in the other warehouse: if Thursday fails, we send them from there.',
    thanks: 'Perfect, thank you. Somebody will be there on Thursday from 8 to 12.',
    quoted: 'On Wed, 10:42, we wrote:\n> It has left the plant; the carrier confirms delivery',
    away: 'Thank you for your message. I am out of the office until Monday.',
    waybill: 'Waybill.txt',
    papers: 'The packing list is missing',
    papersAsked:
      'The broker asks for the packing list of this shipment. The one in the portal has no weights.',
    papersAnswer: 'You are right. We correct it today and put it into Documents.',
    billing: 'Billing details',
    billingAsked: 'Our fiscal address has changed. What do you need to update it?',
    billingAnswer: 'Only the current tax registration. You can hand it in under Documents.',
    billingThanks: 'Done, it is there.',
    department: 'logistics',
  },
} as const;

/** Conversations of one customer: answered by mail, with a note, a machine's answer and a file, and one that waits. */
export function demoConversations(asked: Asked): Thread[] {
  const t = words[asked.locale];
  const { order, shipment, invoice, customer } = asked;
  const hours = (ago: number) => new Date(asked.now.getTime() - ago * 3_600_000).toISOString();
  const [one, other] = asked.contacts;
  const ours = (text: string, ago: number, more: Partial<Said> = {}): Said => ({
    by: { staff: asked.staff },
    text,
    at: hours(ago),
    ...more,
  });
  const theirs = (text: string, ago: number, contact = one, more: Partial<Said> = {}): Said => ({
    by: { contact },
    text,
    at: hours(ago),
    ...more,
  });
  const waybill = { name: t.waybill, content: Buffer.from(`${t.waybill}\n${order}\n`) };
  return [
    ...(order
      ? [
          {
            owner: { kind: 'order' as const, number: order },
            subject: t.delivery,
            department: t.department,
            messages: [
              theirs(t.asks, 51),
              ours(t.answers, 28, { file: waybill }),
              ours(t.note, 27.5, { visibility: 'internal' }),
              theirs(t.away, 27.4, other, { channel: 'mail', automatic: true }),
              theirs(t.thanks, 26, one, {
                channel: 'mail',
                quoted: t.quoted,
                refused: [{ code: 'file_type', name: 'plano.exe' }],
              }),
            ],
          },
        ]
      : []),
    ...(shipment
      ? [
          {
            owner: { kind: 'shipment' as const, number: shipment },
            subject: t.papers,
            department: t.department,
            messages: [theirs(t.papersAsked, 5, other), ours(t.papersAnswer, 2)],
          },
        ]
      : []),
    {
      owner: invoice
        ? { kind: 'invoice', number: invoice }
        : { kind: 'customer', number: customer },
      subject: t.billing,
      messages: [
        theirs(t.billingAsked, 75),
        ours(t.billingAnswer, 73),
        theirs(t.billingThanks, 72, one, { channel: 'mail', otherAddress: 'oficina@otro.example' }),
      ],
    },
  ];
}
