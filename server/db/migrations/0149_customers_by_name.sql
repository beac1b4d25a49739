-- Customers by name are for lists alone, which say so: whoever looks one up by its id would be led through all of a
-- tenant's names, since nothing else is read of it.
drop index customers_tenant_id_sort_text_idx;
create index customers_tenant_id_sort_text_idx on customers (tenant_id, sort_text, id)
  where deleted_at is null and sort_text >= '';
