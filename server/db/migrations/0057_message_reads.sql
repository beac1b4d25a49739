-- Conversations as people follow them: who has read how far, who is to answer, and what is new.

-- How far somebody has read a thread, whether a member of it or not.
create table thread_reads (
  tenant_id uuid not null,
  thread_id uuid not null,
  contact_id uuid,
  identity_id uuid,
  -- Number of the newest message that was read, and when that was.
  read_number bigint not null,
  read_at timestamptz not null default now(),
  unique nulls not distinct (tenant_id, thread_id, contact_id, identity_id),
  foreign key (tenant_id, thread_id) references threads on delete cascade,
  foreign key (tenant_id, contact_id) references contacts on delete cascade,
  foreign key (tenant_id, identity_id) references identities on delete cascade,
  check (num_nonnulls(contact_id, identity_id) = 1)
);
create index thread_reads_tenant_id_contact_id_idx on thread_reads (tenant_id, contact_id) where contact_id is not null;
create index thread_reads_tenant_id_identity_id_idx on thread_reads (tenant_id, identity_id) where identity_id is not null;
select portico_protect('thread_reads');

-- The wall stands for the owner, too, hence aside for a moment.
alter table threads no force row level security;
alter table thread_members no force row level security;
alter table messages no force row level security;

insert into thread_reads (tenant_id, thread_id, contact_id, identity_id, read_number)
  select tenant_id, thread_id, contact_id, identity_id, read_number from thread_members
  where read_number > 0 and num_nonnulls(contact_id, identity_id) = 1;
alter table thread_members drop column read_number;

-- Number of its newest message that customers see and that tells anybody something, and whose that was; number of its
-- newest message at all.
alter table threads add column last_number bigint not null default 0;
alter table threads add column last_side text not null default 'company' check (last_side in ('customer', 'company'));
alter table threads add column last_internal_number bigint not null default 0;
-- Who of the company is to answer.
alter table threads add column assigned_to uuid;
alter table threads add foreign key (tenant_id, assigned_to) references identities;
-- Counts what an editor may have changed meanwhile.
alter table threads add column version integer not null default 1;

update threads t set last_number = m.number, last_side = m.side
  from (select distinct on (tenant_id, thread_id) tenant_id, thread_id, number, side from messages
        where visibility = 'customer' and not automatic order by tenant_id, thread_id, number desc) m
  where m.tenant_id = t.tenant_id and m.thread_id = t.id;
update threads t set last_internal_number = m.number
  from (select tenant_id, thread_id, max(number) as number from messages where not automatic
        group by tenant_id, thread_id) m
  where m.tenant_id = t.tenant_id and m.thread_id = t.id;

alter table threads force row level security;
alter table thread_members force row level security;
alter table messages force row level security;

create index threads_tenant_id_last_internal_at_idx on threads (tenant_id, last_internal_at desc, id desc);
create index threads_tenant_id_awaited_idx on threads (tenant_id, customer_id) where state = 'open' and last_side = 'customer';
create index threads_tenant_id_assigned_to_idx on threads (tenant_id, assigned_to) where assigned_to is not null;
create index threads_tenant_id_department_idx on threads (tenant_id, department) where department is not null;
