-- How much a permission is good for: orders above it need somebody else's approval. None is no limit.
alter table contact_grants
  add column max_amount numeric(19, 4) check (max_amount >= 0),
  add column max_currency text,
  add check ((max_amount is null) = (max_currency is null));

-- Which orders of a customer need approval, whatever their author may.
create table approval_rules (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  customer_id uuid not null,
  position integer not null,
  from_amount numeric(19, 4) not null check (from_amount >= 0),
  currency text not null,
  -- From so many different materials on, whatever they cost.
  count_distinct_materials integer check (count_distinct_materials > 0),
  steps integer not null check (steps between 1 and 3),
  self_approval boolean not null default false,
  -- Contacts that approve; none leaves it to whoever holds the permission.
  contact_ids uuid[] not null default '{}',
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers on delete cascade
);
create index approval_rules_tenant_id_customer_id_idx on approval_rules (tenant_id, customer_id, position);
select portico_protect('approval_rules');
-- Counts changes of its rules.
alter table customers add column approval_version integer not null default 0;

alter table order_drafts drop constraint order_drafts_state_check;
alter table order_drafts
  add check (state in ('draft', 'approval', 'submitted', 'accepted', 'rejected', 'discarded')),
  -- Since when it waits to be approved, what was shown then, and how many reminders went out.
  add column asked_at timestamptz,
  add column asked_by uuid,
  add column reminders integer not null default 0,
  -- Who sent it back, and why.
  add column returned jsonb;
create index order_drafts_tenant_id_asked_at_idx on order_drafts (tenant_id, asked_at) where state = 'approval';

-- What was decided of an order, and of which content: never changed.
create table order_approvals (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  draft_id uuid not null,
  version integer not null,
  content_hash text not null,
  contact_id uuid not null,
  decision text not null check (decision in ('approved', 'returned')),
  comment text,
  at timestamptz not null default now(),
  ip text,
  user_agent text,
  primary key (tenant_id, id),
  foreign key (tenant_id, draft_id) references order_drafts on delete cascade,
  foreign key (tenant_id, contact_id) references contacts
);
create index order_approvals_tenant_id_draft_id_idx on order_approvals (tenant_id, draft_id, at);
select portico_protect('order_approvals', 'select, insert');
