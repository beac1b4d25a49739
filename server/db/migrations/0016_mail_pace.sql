-- Where a mail goes that may wait its turn: one of a mass send. Null: somebody waits for it.
alter table mails add column domain text;

-- When the next mail may leave for a domain, and, as the domain '', at all. One relay serves all tenants, so
-- this is nobody's: it says that somebody wrote to a domain of late, and not who, nor to whom.
create table mail_pace (
  domain text primary key,
  free_at timestamptz not null
);
create index mail_pace_free_at_idx on mail_pace (free_at);
grant select, insert, update, delete on mail_pace to portico_app;
