import { fetchOutside } from '../outbound.ts';
import { childrenOf, readXml, type XmlNode } from './xml.ts';

/** What a tax authority is asked by. */
export type Inquiry = {
  fiscalId: string;
  issuer: string;
  receiver: string;
  /** A decimal as text. */
  total: string;
  /** The last signs of the seal. */
  sealEnd: string;
};
/** What it knows: whether a document holds, can be cancelled and how, and whether its issuer is on the list of EFOS. */
export type AuthorityAnswer = {
  state: 'valid' | 'cancelled' | 'unknown';
  cancellable: string | null;
  cancellation: string | null;
  efos: '100' | '200' | null;
};
export type Authority = {
  /** @throws Error where it does not answer, or not in words that are known */
  ask(inquiry: Inquiry): Promise<AuthorityAnswer>;
};

const service = 'https://consultaqr.facturaelectronica.sat.gob.mx/ConsultaCFDIService.svc';
const states: Record<string, AuthorityAnswer['state']> = {
  vigente: 'valid',
  cancelado: 'cancelled',
  'no encontrado': 'unknown',
};
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign]!);

/** A document as the authority of Mexico is asked about it: amounts without leading zeros, up to six decimals. */
export function expressionOf({ fiscalId, issuer, receiver, total, sealEnd }: Inquiry): string {
  const [whole = '0', part = ''] = total.split('.');
  const decimals = part.slice(0, 6).replace(/0+$/, '').padEnd(2, '0');
  const amount = `${whole.replace(/^0+(?=\d)/, '')}.${decimals}`;
  return `?re=${escaped(issuer)}&rr=${escaped(receiver)}&tt=${amount}&id=${fiscalId}&fe=${sealEnd.slice(-8)}`;
}

/** The service of the SAT. @param url of another one that answers alike */
export const createSat = (url = service, allowInside = false): Authority => ({
  ask: async (inquiry) => {
    const { status, body } = await fetchOutside({
      url,
      method: 'POST',
      headers: {
        'Content-Type': 'text/xml; charset=utf-8',
        SOAPAction: 'http://tempuri.org/IConsultaCFDIService/Consulta',
      },
      // The expression is XML within a text of XML: what is escaped in it stays so.
      body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Consulta xmlns="http://tempuri.org/"><expresionImpresa><![CDATA[${expressionOf(inquiry)}]]></expresionImpresa></Consulta></s:Body></s:Envelope>`,
      timeoutMs: 10_000,
      mostBytes: 20_000,
      allowInside,
    });
    if (status !== 200) throw new Error(`The authority answered ${status}`);
    return answerOf(readXml(body).root);
  },
});

function answerOf(root: XmlNode): AuthorityAnswer {
  const values = new Map<string, string>();
  const walk = (node: XmlNode): void => {
    if (node.children.length === 0 && node.text.trim()) values.set(node.name, node.text.trim());
    node.children.forEach(walk);
  };
  childrenOf(root, 'Body').forEach(walk);
  const text = (name: string) => values.get(name)?.slice(0, 200) ?? null;
  const state = states[text('Estado')?.toLowerCase() ?? ''];
  // 601 and 602: the expression is not understood, or there is no such document.
  if (!state && !text('CodigoEstatus')?.startsWith('N - 602'))
    throw new Error(`The authority said ${text('CodigoEstatus') ?? 'nothing'}`);
  const efos = text('ValidacionEFOS');
  return {
    state: state ?? 'unknown',
    cancellable: text('EsCancelable'),
    cancellation: text('EstatusCancelacion'),
    efos: efos === '100' || efos === '200' ? efos : null,
  };
}
