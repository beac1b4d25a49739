-- Events and notices of shipments, and what customers were told of each.
alter table events
  add column shipment_id uuid,
  add foreign key (tenant_id, shipment_id) references shipments on delete cascade,
  add constraint events_shipment_check check (shipment_id is null
    or num_nonnulls(contact_id, order_id, invoice_id, thread_id, request_id, quote_id, payment_id) = 0);
create index events_tenant_id_shipment_id_idx on events (tenant_id, shipment_id) where shipment_id is not null;
alter table notification_mutes
  add column shipment_id uuid,
  add foreign key (tenant_id, shipment_id) references shipments on delete cascade,
  drop constraint notification_mutes_check,
  add constraint notification_mutes_check
    check (num_nonnulls(order_id, invoice_id, quote_id, payment_id, shipment_id) = 1),
  drop constraint notification_mutes_payment_key,
  add constraint notification_mutes_shipment_key
    unique nulls not distinct (tenant_id, contact_id, order_id, invoice_id, quote_id, payment_id, shipment_id);

alter table shipments
  -- The arrival, the end of free days and the deadlines that were told last; null before anything was derived.
  add column told jsonb,
  -- The clock that runs out first: the zone and the kind of its days, the first of them, and from when on few are left.
  add column free_zone text,
  add column free_from date,
  add column free_basis text check (free_basis in ('calendar', 'working')),
  add column pressing_from date;
-- Whose free days end soon.
create index shipments_tenant_id_free_until_idx on shipments (tenant_id, free_until)
  where deleted_at is null and status not in ('delivered', 'closed', 'cancelled');
create index shipment_deadlines_tenant_id_due_on_idx on shipment_deadlines (tenant_id, due_on) where not done;
