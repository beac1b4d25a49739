-- Whether requests of a category, a status or a priority are few: in an order that no other index has, so that these are
-- the ones that answer it, whatever is known of the table.
create index service_requests_tenant_id_category_id_utc_idx
  on service_requests (tenant_id, category_id, (last_at at time zone 'UTC') desc) where deleted_at is null;
create index service_requests_tenant_id_status_utc_idx
  on service_requests (tenant_id, status, (last_at at time zone 'UTC') desc) where deleted_at is null;
create index service_requests_tenant_id_priority_utc_idx
  on service_requests (tenant_id, priority, (last_at at time zone 'UTC') desc) where deleted_at is null;
drop index service_requests_tenant_id_category_id_idx;
