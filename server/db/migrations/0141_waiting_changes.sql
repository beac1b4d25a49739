-- Changes of orders that wait for an answer: few among all that were ever asked for.
create index order_changes_tenant_id_waiting_idx
  on order_changes (tenant_id, order_id, at) include (customer_id) where state = 'asked';
