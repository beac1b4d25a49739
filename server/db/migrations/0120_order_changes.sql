-- What customers ask to be changed of their orders, and what became of it.
create table order_changes (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  order_id uuid not null,
  customer_id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('cancel', 'quantity', 'date', 'address', 'other')),
  -- Positions of the order that it is about, with what they are to be; none is the whole order.
  lines jsonb not null default '[]',
  requested_date date,
  text text,
  state text not null default 'asked' check (state in ('asked', 'accepted', 'rejected')),
  thread_id uuid,
  task_id uuid,
  -- What was said of it, in whatever languages.
  answer jsonb,
  -- Who of the company decided; nobody where it was the ERP.
  answered_by uuid,
  at timestamptz not null default now(),
  answered_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders on delete cascade,
  foreign key (tenant_id, customer_id) references customers on delete cascade,
  foreign key (tenant_id, contact_id) references contacts,
  foreign key (tenant_id, thread_id) references threads on delete set null (thread_id),
  foreign key (tenant_id, task_id) references erp_tasks on delete set null (task_id)
);
create index order_changes_tenant_id_order_id_idx on order_changes (tenant_id, order_id, at);
create index order_changes_tenant_id_customer_id_idx on order_changes (tenant_id, customer_id, at);
create index order_changes_tenant_id_contact_id_idx on order_changes (tenant_id, contact_id);
create index order_changes_tenant_id_task_id_idx on order_changes (tenant_id, task_id) where task_id is not null;
create index order_changes_tenant_id_thread_id_idx on order_changes (tenant_id, thread_id) where thread_id is not null;
select portico_protect('order_changes');
