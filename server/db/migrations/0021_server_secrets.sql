-- What all servers on this database know and nobody else: random bytes, drawn once. Keys are derived from it.
create table server_secrets (
  name text primary key,
  secret bytea not null
);
insert into server_secrets (name, secret)
  values ('cursors', sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')));
grant select on server_secrets to portico_app;
