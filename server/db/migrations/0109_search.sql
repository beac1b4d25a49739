-- The one search box: numbers that begin so, of one customer at a time and of all, byte by byte, so that the index serves
-- a beginning whatever the locale of the database is.
create index orders_tenant_id_customer_id_number_idx
  on orders (tenant_id, customer_id, number_key collate "C") where deleted_at is null;
create index orders_tenant_id_customer_id_purchase_order_idx
  on orders (tenant_id, customer_id, purchase_order collate "C")
  where deleted_at is null and purchase_order is not null;
create index orders_tenant_id_purchase_order_idx
  on orders (tenant_id, purchase_order collate "C") where deleted_at is null and purchase_order is not null;
create index orders_tenant_id_number_idx on orders (tenant_id, number_key collate "C") where deleted_at is null;
create index invoices_tenant_id_customer_id_number_idx
  on invoices (tenant_id, customer_id, number_key collate "C") where deleted_at is null;
create index invoices_tenant_id_number_idx on invoices (tenant_id, number_key collate "C") where deleted_at is null;
create index open_item_versions_tenant_id_fiscal_idx on open_item_versions (tenant_id, fiscal_key collate "C")
  where superseded_at = 'infinity' and fiscal_key is not null and invoice_of is not null;
