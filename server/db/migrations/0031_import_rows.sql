-- Rows of an import, some hundreds together, so that none of them is written or read all at once.
create table import_batch_rows (
  tenant_id uuid not null,
  batch_id uuid not null,
  part integer not null check (part >= 0),
  rows jsonb not null check (jsonb_typeof(rows) = 'array'),
  primary key (tenant_id, batch_id, part),
  foreign key (tenant_id, batch_id) references import_batches (tenant_id, id) on delete cascade
);
alter table import_batches no force row level security;
insert into import_batch_rows (tenant_id, batch_id, part, rows)
select tenant_id, id, 0, rows from import_batches;
alter table import_batches drop column rows;
alter table import_batches force row level security;
select portico_protect('import_batch_rows');
