/** A line of a document, its numbers as text. */
export type LineRecord = { descriptions: Record<string, string> } & Record<string, string | null>;

const lineColumns = {
  position: 'l.position',
  material: 'l.material',
  quantity: 'l.quantity::text',
  unit: 'l.unit',
  amount: 'l.amount::text',
  // A line without words of its own takes the material's.
  descriptions: `coalesce(m.descriptions, '{}') || l.descriptions`,
};

/** Lines of a document in their order as JSON, for the statement that reads the document by the alias `of`. */
function linesOf(table: string, parent: string, of: string, own: Record<string, string>): string {
  const columns = Object.entries({ ...lineColumns, ...own })
    .map(([name, column]) => `'${name}', ${column}`)
    .join(', ');
  return `(
    select coalesce(json_agg(json_build_object(${columns}) order by l.line), '[]')
    from ${table} l left join materials m on m.tenant_id = l.tenant_id and m.number_key = l.material_key
    where l.tenant_id = ${of}.tenant_id and l.${parent} = ${of}.id)`;
}

export const orderLinesOf = (order: string): string =>
  linesOf('order_items', 'order_id', order, {
    delivered: 'l.delivered::text',
    unitPrice: 'l.unit_price::text',
    priceUnit: 'l.price_unit::text',
    deliveryDate: 'l.delivery_date',
    status: 'l.status',
  });

export const invoiceLinesOf = (invoice: string): string =>
  linesOf('invoice_items', 'invoice_id', invoice, { tax: 'l.tax::text' });
