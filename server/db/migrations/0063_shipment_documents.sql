-- Documents of shipments: one more kind of record that a document can be of.
alter table documents
  add column shipment_id uuid,
  add foreign key (tenant_id, shipment_id) references shipments,
  drop constraint documents_check,
  add constraint documents_check check (num_nonnulls(order_id, invoice_id, shipment_id) <= 1);
create index documents_tenant_id_shipment_id_idx on documents (tenant_id, shipment_id) where shipment_id is not null;

-- Where the ERP gives a record to another customer or company, its documents follow, internal ones included.
create or replace function portico_move_documents() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  audience text := coalesce(current_setting('app.audience', true), '');
begin
  perform set_config('app.audience', 'company', true);
  if tg_table_name = 'orders' then
    update documents set customer_id = new.customer_id, company_id = new.company_id
      where tenant_id = new.tenant_id and order_id = new.id;
  elsif tg_table_name = 'invoices' then
    update documents set customer_id = new.customer_id, company_id = new.company_id
      where tenant_id = new.tenant_id and invoice_id = new.id;
  else
    update documents set customer_id = new.customer_id, company_id = new.company_id
      where tenant_id = new.tenant_id and shipment_id = new.id;
  end if;
  perform set_config('app.audience', audience, true);
  return null;
end $$;
revoke execute on function portico_move_documents from public;
create trigger documents_follow after update of customer_id, company_id on shipments for each row
  when (old.customer_id is distinct from new.customer_id or old.company_id is distinct from new.company_id)
  execute function portico_move_documents();
