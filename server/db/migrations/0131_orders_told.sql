-- When people were told that their order was taken down: once it can no longer be undone. Nothing is told of orders
-- that were sent before this column.
alter table order_drafts add column told_at timestamptz default now();
alter table order_drafts alter column told_at drop default;
create index order_drafts_tenant_id_untold_idx on order_drafts (tenant_id, submitted_at)
  where told_at is null and task_id is not null;
