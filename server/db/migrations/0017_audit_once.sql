-- What is written down once for a while and not each time: `once` names the actor, what it is about and
-- the while. Null, as in every row so far, stands for itself.
alter table audit_events add column once text;
create unique index audit_events_once_idx on audit_events (tenant_id, once) where once is not null;
