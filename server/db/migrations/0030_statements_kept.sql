-- Which recipients of mass sends got a statement.
create index mass_send_recipients_tenant_id_statement_id_idx on mass_send_recipients (tenant_id, statement_id)
  where statement_id is not null;

-- Forgets statements that were only looked at: never handed out as a file, never mailed. Of a customer the newest
-- 200 of these stay for 90 days. What was handed out stays, and the server itself may delete nothing.
create function portico_forget_statements() returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with looked_at as (
    select s.tenant_id, s.id, s.generated_at,
      row_number() over (partition by s.customer_id order by s.generated_at desc, s.id desc) as place
    from statements s
    where s.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
      and s.identity_id is not null
      and not exists (
        select from statement_files f where f.tenant_id = s.tenant_id and f.statement_id = s.id)
      and not exists (
        select from mass_send_recipients r where r.tenant_id = s.tenant_id and r.statement_id = s.id)
  ), forgotten as (
    delete from statements s using looked_at l
    where s.tenant_id = l.tenant_id and s.id = l.id
      and (l.place > 200 or l.generated_at < now() - interval '90 days')
    returning s.id
  )
  select count(id) from forgotten
$$;
revoke execute on function portico_forget_statements from public;
grant execute on function portico_forget_statements to portico_app;
