-- Money that is paid for no document: what of a payment it is, and which accounts take it.
alter table payments add column on_account numeric(19, 4) not null default 0
  check (on_account >= 0 and on_account <= amount);
alter table payment_accounts add column on_account boolean not null default false;
