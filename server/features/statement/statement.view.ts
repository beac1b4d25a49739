import { identifierKey } from '#contract/identifiers';
import type { Statement, StatementFigures, StatementItem } from '#contract/statement';
import type { Db } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { mayFor } from '../../records/customers.ts';
import { createStatementQueries, type StatementRecord } from './statement.queries.ts';

type StoredItem = Omit<StatementItem, 'xml' | 'pdf'>;

/** What of a customer's statements a caller sees. */
export type StatementView = {
  figures(figures: StatementFigures): StatementFigures;
  item(item: StoredItem): StatementItem;
};

/** @param items those whose files may be shown */
export async function viewOf(
  db: Db,
  caller: PersonCaller,
  account: { customerId: string; companyId: string },
  items: readonly StoredItem[],
): Promise<StatementView> {
  const credit = mayFor(caller, 'credit.view', account);
  const kinds = (['xml', 'pdf'] as const).filter((kind) =>
    mayFor(caller, `invoices.${kind}`, account),
  );
  const keys = items.flatMap(({ fiscalId }) =>
    fiscalId === null ? [] : [identifierKey(fiscalId)],
  );
  const files =
    kinds.length > 0 && keys.length > 0
      ? await createStatementQueries(db).fiscalFiles(account.customerId, [...new Set(keys)], kinds)
      : [];
  const ids = new Map(files.map(({ id, key, kind }) => [`${kind} ${key}`, id]));
  const fileOf = (kind: 'xml' | 'pdf', { fiscalId }: StoredItem) =>
    (fiscalId !== null && ids.get(`${kind} ${identifierKey(fiscalId)}`)) || null;
  return {
    figures: (figures) => (credit ? figures : { ...figures, limit: null, available: null }),
    item: (item) => ({ ...item, xml: fileOf('xml', item), pdf: fileOf('pdf', item) }),
  };
}

/** A stored statement as its caller may see it today. */
export async function present(
  db: Db,
  caller: PersonCaller,
  { id, content, generatedAt, ...account }: Omit<StatementRecord, 'code'>,
): Promise<Statement> {
  const items = content.sections.flatMap((section) => section.items);
  const view = await viewOf(db, caller, account, items);
  return {
    ...content,
    id,
    generatedAt,
    sections: content.sections.map((section) => ({
      ...section,
      figures: view.figures(section.figures),
      items: section.items.map(view.item),
    })),
  };
}
