-- Fiscal files that somebody of staff dropped: read, shown, and taken over once that is confirmed. Kept for a day.
create table fiscal_imports (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  created_by uuid not null,
  created_at timestamptz not null default now(),
  applied_at timestamptz,
  primary key (tenant_id, id)
);
create index fiscal_imports_tenant_id_created_at_idx on fiscal_imports (tenant_id, created_at);
select portico_protect('fiscal_imports');

create table fiscal_import_files (
  tenant_id uuid not null,
  import_id uuid not null,
  row integer not null,
  file_name text not null,
  kind text not null check (kind in ('xml', 'pdf')),
  sha256 text not null,
  content bytea not null,
  -- What was read of an XML; null of a PDF, and of what is neither.
  reading jsonb,
  is_sound boolean not null,
  primary key (tenant_id, import_id, row),
  foreign key (tenant_id, import_id) references fiscal_imports on delete cascade
);
select portico_protect('fiscal_import_files');
