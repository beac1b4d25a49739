// What is read of fiscal documents of Mexico and Brazil: the document, or why it is none and where.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { createSat, expressionOf } from '../../server/output/fiscal/authority.ts';
import { readFiscalFile } from '../../server/output/fiscal/read.ts';
import { judgeCnpj, judgeCpf, judgeKey, judgeRfc } from '../../server/output/fiscal/tax-ids.ts';
import { cfdiCases, type FiscalCase } from '../support/fiscal-cases.ts';
import { nfeCases } from '../support/fiscal-cases-brazil.ts';
import { rfcReceiver, stampOf, uuidOf } from '../support/fiscal.ts';
import { root } from '../support/sources.ts';

function holds([name, file, expected]: FiscalCase): void {
  const reading = readFiscalFile(Buffer.from(file));
  if ('fault' in expected) {
    assert.ok('fault' in reading, `${name} is read`);
    assert.equal(reading.fault.code, expected.fault, name);
    if (expected.at instanceof RegExp) assert.match(reading.fault.at, expected.at, name);
    else if (expected.at !== undefined) assert.equal(reading.fault.at, expected.at, name);
    return;
  }
  assert.ok('document' in reading, `${name}: ${JSON.stringify(reading)}`);
  assert.partialDeepStrictEqual(reading.document, expected.document, name);
  const { relations } = expected.document;
  if (relations) assert.equal(reading.document.relations.length, relations.length, name);
  assert.deepEqual(
    [...new Set(reading.document.warnings.map(({ code }) => code))],
    expected.warnings ?? [],
    name,
  );
}

test('a CFDI gives the document it is, or the fault and its place', () => {
  assert.ok(cfdiCases.length >= 60);
  for (const one of cfdiCases) holds(one);
});

test('an NF-e and what befell it give the document they are, or the fault and its place', () => {
  assert.ok(nfeCases.length >= 40);
  for (const one of nfeCases) holds(one);
});

describe('numbers', () => {
  const verdicts = (judge: (text: string) => string, numbers: readonly string[]) =>
    numbers.map((number) => judge(number));

  test('of taxpayers are told by their form and their check digits', () => {
    assert.deepEqual(
      verdicts(judgeRfc, ['EKU9003173C9', 'COSC8001137NA', 'XAXX010101000', 'XEXX010101000']),
      ['right', 'right', 'right', 'right'],
    );
    assert.deepEqual(verdicts(judgeRfc, ['AAA010101AAA', 'EKU9003173C8']), [
      'check_digit',
      'check_digit',
    ]);
    assert.deepEqual(verdicts(judgeRfc, ['', 'EKU900231', 'EKU9002303C9', 'E1U9003173C9']), [
      'broken',
      'broken',
      'broken',
      'broken',
    ]);
    assert.deepEqual(verdicts(judgeCnpj, ['12ABC34501DE35', '11222333000181']), ['right', 'right']);
    assert.deepEqual(verdicts(judgeCnpj, ['12ABC34501DE36', '11222333000180']), [
      'check_digit',
      'check_digit',
    ]);
    assert.deepEqual(verdicts(judgeCnpj, ['1122233300018', '12abc34501de35', '12ABC34501DEA5']), [
      'broken',
      'broken',
      'broken',
    ]);
    assert.deepEqual(verdicts(judgeCpf, ['52998224725', '52998224724', '5299822472']), [
      'right',
      'check_digit',
      'broken',
    ]);
  });

  test('of documents are told with letters and without', () => {
    assert.deepEqual(
      verdicts(judgeKey, [
        '35261111222333000181550010000001231482139070',
        '35261112ABC34501DE35550010000001231482139071',
        '3526050X0J92JY000196570010000006041448679011',
      ]),
      ['right', 'right', 'right'],
    );
    assert.deepEqual(
      verdicts(judgeKey, [
        '35261111222333000181550010000001231482139071',
        'A5261111222333000181550010000001231482139070',
      ]),
      ['check_digit', 'broken'],
    );
  });
});

describe('the tax authority', () => {
  const inquiry = {
    fiscalId: uuidOf(1),
    issuer: 'Ñ&A010101AAA',
    receiver: rfcReceiver,
    total: '0001160.5000',
    sealEnd: 'xxabcd12==',
  };
  test('is asked as it wants to be: numbers of taxpayers as XML, amounts short', () => {
    assert.equal(
      expressionOf(inquiry),
      `?re=Ñ&amp;A010101AAA&rr=${rfcReceiver}&tt=1160.50&id=${uuidOf(1)}&fe=abcd12==`,
    );
  });

  test('is understood, and what it does not answer is no answer', async () => {
    const answers = [
      ['S - Comprobante obtenido satisfactoriamente.', 'Vigente', 'valid'],
      ['S - Comprobante obtenido satisfactoriamente.', 'Cancelado', 'cancelled'],
      ['N - 602: Comprobante no encontrado.', 'No Encontrado', 'unknown'],
      ['N - 601: La expresión impresa proporcionada no es válida.', '', null],
    ] as const;
    let at = 0;
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        bodies.push(body);
        const [code, state] = answers[at]!;
        response.end(
          `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><ConsultaResponse xmlns="http://tempuri.org/"><ConsultaResult xmlns:a="http://schemas.datacontract.org/2004/07/Sat"><a:CodigoEstatus>${code}</a:CodigoEstatus><a:EsCancelable>No cancelable</a:EsCancelable><a:Estado>${state}</a:Estado><a:EstatusCancelacion/><a:ValidacionEFOS>200</a:ValidacionEFOS></ConsultaResult></ConsultaResponse></s:Body></s:Envelope>`,
        );
      });
    });
    await new Promise<void>((done) => server.listen(0, done));
    const sat = createSat(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, true);
    for (const [, , state] of answers) {
      if (state)
        assert.deepEqual(await sat.ask(inquiry), {
          state,
          cancellable: 'No cancelable',
          cancellation: null,
          efos: '200',
        });
      else await assert.rejects(sat.ask(inquiry));
      at++;
    }
    assert.ok(bodies[0]?.includes(`<![CDATA[${expressionOf(inquiry)}]]>`));
    server.closeAllConnections();
    server.close();
  });
});

const folder = `${root}/../shared/data/fiscal`;
test(
  'documents of public test suites are read',
  { skip: !existsSync(folder) && 'they are not here' },
  () => {
    const samples = {
      'cfdi33-ingreso.xml': { kind: 'invoice', fiscalId: '9FB6ED1A-5F37-4FEF-980A-7F8C83B51894' },
      'cfdi40-ingreso.xml': { kind: 'invoice', version: '4.0' },
      'cfdi40-descuentos.xml': {
        kind: 'invoice',
        discount: '500.00',
        total: '3248.00',
        currency: 'USD',
      },
      'cfdi40-pago20.xml': { kind: 'payment' },
      'cfdi33-pago10-prefijos-en-raiz.xml': { kind: 'payment', version: '3.3' },
      'nfe40-homologacao.xml': { environment: 'test', total: '14.00', state: 'unauthorised' },
      'nfe40-reforma-tributaria.xml': { state: 'valid', total: '164746.81' },
    };
    for (const [name, expected] of Object.entries(samples)) {
      // Some of them were never stamped.
      const text = readFileSync(`${folder}/${name}`, 'utf8');
      const stamp = `<cfdi:Complemento>${stampOf(uuidOf(1))}</cfdi:Complemento>`;
      const isBare = text.includes('cfdi:Comprobante') && !text.includes('TimbreFiscalDigital');
      const file = isBare ? text.replace('</cfdi:Comprobante>', `${stamp}$&`) : text;
      const reading = readFiscalFile(Buffer.from(file));
      assert.ok('document' in reading, `${name}: ${JSON.stringify(reading)}`);
      assert.partialDeepStrictEqual(reading.document, expected, name);
    }
  },
);
