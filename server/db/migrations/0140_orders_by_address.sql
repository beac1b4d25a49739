-- Who sees the orders of some ship-to addresses alone reads them from here, however many the customer has.
create index orders_tenant_id_address_id_order_date_idx
  on orders (tenant_id, address_id, order_date desc, id desc) where deleted_at is null;
