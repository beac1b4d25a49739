-- Which invoice a document of the ledger is of: its customer, company and number in one, so that no statistics can
-- make another index look as good. Written as the look-up form of numbers is, with and without leading zeros.
alter table open_item_versions add column invoice_of text;
alter table open_item_versions no force row level security;
update open_item_versions set invoice_of = concat_ws(' ', customer_id, company_id,
  case when btrim(invoice_number) ~ '^[0-9]+$'
    then coalesce(nullif(ltrim(btrim(invoice_number), '0'), ''), '0')
    else upper(btrim(invoice_number)) end)
where invoice_number is not null;
alter table open_item_versions force row level security;
create index open_item_versions_tenant_id_invoice_of_idx
  on open_item_versions (tenant_id, invoice_of) where superseded_at = 'infinity' and invoice_of is not null;
create index open_item_versions_tenant_id_fiscal_key_idx
  on open_item_versions (tenant_id, fiscal_key) where superseded_at = 'infinity' and fiscal_key is not null;

-- The list of whoever looks after all customers.
create index invoices_tenant_id_invoice_date_idx on invoices (tenant_id, invoice_date desc, id desc)
  where deleted_at is null;
create index invoices_tenant_id_number_key_idx on invoices (tenant_id, number_key, id)
  where deleted_at is null;
