set local lock_timeout = '2s';

-- The X-Request-Id that the client sent, beside the one that the gateway made. Clients choose it, so it may lead to a
-- person in another system: erasing a user removes it.
alter table user_history add column client_request_id text;

create or replace function scrub_users(ids bigint[]) returns void
    language sql
    set search_path = pg_catalog, public, pg_temp
as
$$
update user_history
set before = before - array ['name', 'name_folded', 'email', 'email_key'],
    after  = (after - array ['name', 'name_folded', 'email', 'email_key'])
        || case when before -> 'name' is distinct from after -> 'name' then '{"name":null}'::jsonb else '{}' end
        || case when before -> 'email' is distinct from after -> 'email' then '{"email":null}'::jsonb else '{}' end,
    client_request_id = null
where user_id = any (ids);

update idempotency_keys
set body = (body::jsonb || '{"name":"","email":""}')::text
where user_id = any (ids) and status in (200, 201);
$$;
