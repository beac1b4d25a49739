-- The credit limit of a customer stands in mailed statements only where the tenant says so: whoever is on a
-- mailing list reads them.
alter table tenants add column mail_credit_limit boolean not null default false;

-- A run without a day of its own is cut at the day of sending. Of runs that wait to be started, those of
-- another day than that of their preparation were given it. The wall stands for the owner, too.
alter table mass_sends no force row level security;
alter table companies no force row level security;
update mass_sends run set options = run.options || jsonb_build_object('cutOff', run.cut_off)
from companies c
where c.tenant_id = run.tenant_id and c.id = run.company_id and run.state = 'draft'
  and run.cut_off <> (run.created_at at time zone c.time_zone)::date;
alter table companies force row level security;
alter table mass_sends force row level security;
