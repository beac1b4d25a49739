-- Whether anything was cleared of a document at all: of most that are open nothing was, and nothing is looked up of them.
-- True is right for all, and false for those without clearings.
alter table open_item_versions add column has_clearings boolean not null default true;
alter table open_item_versions no force row level security;
alter table open_item_clearings no force row level security;
update open_item_versions v set has_clearings = false
where v.superseded_at = 'infinity' and v.cleared_on = 'infinity' and not exists (
  select from open_item_clearings c where c.tenant_id = v.tenant_id and c.version_id = v.id);
alter table open_item_versions force row level security;
alter table open_item_clearings force row level security;
-- Sums of what is open go over thousands of customers and need no more of a document than this.
drop index open_item_versions_tenant_id_customer_id_idx;
create index open_item_versions_tenant_id_customer_id_idx
  on open_item_versions (tenant_id, customer_id, company_id, cleared_on)
  include (id, kind, posting_date, due_date, currency, amount, has_clearings) where superseded_at = 'infinity';
