/**
 * How it stands with the account `i` of somebody, who is out where `out` holds: one expression for every list,
 * filter and detail.
 */
export const accountState = (out = 'false') => `
  case when ${out} or i.disabled_at is not null then 'inactive'
    when i.id is null then 'none'
    when i.password_hash is not null then 'active'
    when exists (select from temporary_passwords p where p.tenant_id = i.tenant_id and p.identity_id = i.id)
      then 'temporary'
    when i.invited_at is not null then 'invited'
    else 'none' end`;

/** Until when the last open invitation of the account `i` works, or did; null where none has been mailed. */
export const invitedUntil = `
  (select max(l.expires_at) from access_links l where l.tenant_id = i.tenant_id and l.identity_id = i.id
     and l.kind = 'invitation' and l.ended_at is null and i.password_hash is null)`;

/** The names the account `i` signs in by. */
export const loginsOf = `
  array(select n.name from login_names n where n.tenant_id = i.tenant_id and n.identity_id = i.id
    order by n.position, n.name)`;
