-- Who takes care of a request takes care of its conversation: there is one answer to that.
create function portico_assign_request() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update threads set assigned_to = new.assigned_to, version = version + 1
    where tenant_id = new.tenant_id and request_id = new.id and assigned_to is distinct from new.assigned_to;
  return null;
end $$;
revoke execute on function portico_assign_request from public;
create trigger threads_assigned after update of assigned_to on service_requests for each row
  when (old.assigned_to is distinct from new.assigned_to)
  execute function portico_assign_request();

alter table threads no force row level security;
alter table service_requests no force row level security;
update threads t set assigned_to = q.assigned_to, version = t.version + 1
from service_requests q
where q.tenant_id = t.tenant_id and q.id = t.request_id and t.assigned_to is distinct from q.assigned_to;
alter table service_requests force row level security;
alter table threads force row level security;
