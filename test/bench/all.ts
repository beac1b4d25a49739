// npm run bench [-- full]: what things weigh and how long they take, against bare limits of the same run.
// `full` also fills a table with 10 million orders, which takes several minutes and some 5 GB.
import { buildWidgets } from '../../widgets/build.ts';
import { startPostgres } from '../support/postgres.ts';
import { benchAccess } from './access.ts';
import { show } from './compare.ts';
import { benchImport } from './import.ts';
import { benchList } from './list.ts';
import { benchPdf } from './pdf.ts';
import { benchMassSend } from './mass-send.ts';
import { benchMassSendFaults } from './mass-send-faults.ts';
import { benchPhone } from './phone.ts';
import { benchPrices } from './prices.ts';
import { benchStatement } from './statement.ts';
import { benchStock } from './stock.ts';
import { weighAll } from './sizes.ts';

const full = process.argv.includes('full');
await buildWidgets();
show('What a page downloads (gzip -9)', weighAll());
show('A slow phone: 1.6 Mbit/s, 150 ms, 4× slower processor', await benchPhone());
show('Statements as PDF', await benchPdf());
const postgres = await startPostgres();
try {
  show('Signing in', await benchAccess(postgres));
  show('Stock', await benchStock(postgres));
  show('Prices', await benchPrices(postgres));
  show('Statement of account', await benchStatement(postgres));
  show('Import', await benchImport(postgres));
  show('Mass send', await benchMassSend(postgres, full ? 5_000 : 500));
  // In real time: a minute goes by for the grey list alone.
  if (full) show('Mass send, relay fails', await benchMassSendFaults(postgres, 1_000, 20));
  show(
    'Orders list',
    await benchList(postgres, full ? [10_000, 1_000_000, 10_000_000] : [10_000, 1_000_000]),
  );
} finally {
  postgres.stop();
}
