-- Files that people and machines hand over, in parts: memory stays flat on both sides, and an upload that broke off
-- goes on at the part that is missing.

alter table tenants add column file_quota bigint not null default 20000000000 check (file_quota >= 0);

create table files (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null,
  purpose text not null,
  -- What it is by its bytes, and their hash: known once it is complete.
  media_type text,
  sha256 text,
  -- As announced until it is complete, which it is only where they are as many.
  bytes bigint not null check (bytes >= 0),
  state text not null default 'receiving' check (state in ('receiving', 'ready', 'refused')),
  -- Why it was refused: the code of an error.
  refusal text,
  scan text not null default 'off' check (scan in ('off', 'pending', 'clean', 'infected', 'failed')),
  -- Of a picture, as PNG.
  thumbnail bytea,
  created_by_contact uuid,
  created_by_staff uuid,
  created_by_key uuid,
  created_at timestamptz not null default now(),
  -- When it goes; null once something has it.
  expires_at timestamptz default now() + interval '24 hours',
  primary key (tenant_id, id),
  foreign key (tenant_id, created_by_contact) references contacts,
  foreign key (tenant_id, created_by_staff) references identities,
  check (state <> 'ready' or (media_type is not null and sha256 is not null))
);
create index files_tenant_id_expires_at_idx on files (tenant_id, expires_at) where expires_at is not null;
create index files_tenant_id_pending_idx on files (tenant_id, created_at) where scan = 'pending';
select portico_protect('files');

create table file_parts (
  tenant_id uuid not null,
  file_id uuid not null,
  part integer not null check (part >= 1),
  sha256 text not null,
  content bytea not null,
  primary key (tenant_id, file_id, part),
  foreign key (tenant_id, file_id) references files on delete cascade
);
-- A piece of it is read without the rest.
alter table file_parts alter column content set storage external;
select portico_protect('file_parts');

-- How many bytes a tenant's files take, those on their way included.
create table file_usage (
  tenant_id uuid primary key references tenants on delete cascade,
  bytes bigint not null
);
select portico_protect('file_usage');

create function portico_count_files() returns trigger language plpgsql as $$
declare
  before bigint := case when tg_op <> 'INSERT' and old.state <> 'refused' then old.bytes else 0 end;
  after bigint := case when tg_op <> 'DELETE' and new.state <> 'refused' then new.bytes else 0 end;
begin
  if tg_op = 'INSERT' then
    insert into file_usage (tenant_id, bytes) values (new.tenant_id, after)
      on conflict (tenant_id) do update set bytes = file_usage.bytes + excluded.bytes;
  elsif before <> after then
    update file_usage set bytes = bytes + after - before where tenant_id = old.tenant_id;
  end if;
  return null;
end $$;
create trigger files_counted after insert or update of bytes, state or delete on files
  for each row execute function portico_count_files();
