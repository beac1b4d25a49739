-- What goes along with a dispute and with its answer, and what the ERP calls it.
create table payment_dispute_files (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  dispute_id uuid not null,
  file_id uuid not null,
  side text not null check (side in ('customer', 'company')),
  position integer not null,
  primary key (tenant_id, id),
  unique (tenant_id, dispute_id, side, position),
  unique (tenant_id, file_id),
  foreign key (tenant_id, dispute_id) references payment_disputes on delete cascade,
  foreign key (tenant_id, file_id) references files
);
select portico_protect('payment_dispute_files', 'select, insert');

alter table payment_disputes
  add column erp_number text,
  add column task_id uuid,
  add constraint payment_disputes_task_id_fkey
    foreign key (tenant_id, task_id) references erp_tasks on delete set null (task_id);
create index payment_disputes_tenant_id_task_id_idx on payment_disputes (tenant_id, task_id)
  where task_id is not null;
