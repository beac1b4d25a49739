-- Invoices of the ledger are looked up by their number, with and without leading zeros, as everywhere.
alter table open_item_versions add column invoice_key text generated always as (
  case when btrim(invoice_number) ~ '^[0-9]+$'
    then coalesce(nullif(ltrim(btrim(invoice_number), '0'), ''), '0')
    else upper(btrim(invoice_number)) end
) stored;
create index open_item_versions_tenant_id_invoice_key_idx
  on open_item_versions (tenant_id, company_id, invoice_key) where superseded_at = 'infinity' and invoice_key is not null;

-- The list of whoever looks after all customers.
create index invoices_tenant_id_invoice_date_idx on invoices (tenant_id, invoice_date desc, id desc)
  where deleted_at is null;
create index invoices_tenant_id_number_key_idx on invoices (tenant_id, number_key, id)
  where deleted_at is null;
