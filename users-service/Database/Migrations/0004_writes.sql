-- The row as the history keeps it.
create function user_state(of_user users) returns jsonb
    language sql stable
as
$$
select jsonb_build_object(
    'name', of_user.name, 'name_folded', of_user.name_folded, 'email', of_user.email, 'email_key', of_user.email_key,
    'updated_at', of_user.updated_at, 'deleted_at', of_user.deleted_at)
$$;

-- An erased user keeps its id and times; nothing is left to purge.
alter table users
    drop constraint users_name_check,
    drop constraint users_check,
    add constraint users_name_check check (char_length(name) between 1 and 100 or (erased_at is not null and name = '')),
    add constraint users_purge_check check ((deleted_at is not null and erased_at is null) = (purge_at is not null)),
    add constraint users_erased_check check (erased_at is null or deleted_at is not null);

create index users_purge_at on users (purge_at) where purge_at is not null;

-- The answers to requests that carried an Idempotency-Key.
create table idempotency_keys
(
    actor       text collate "C" not null,
    key         text collate "C" not null,
    fingerprint bytea            not null,
    user_id     bigint,
    status      smallint         not null,
    body        text,
    etag        text,
    location    text,
    created_at  timestamptz      not null default now(),
    expires_at  timestamptz      not null,
    primary key (actor, key)
);

create index idempotency_keys_by_user on idempotency_keys (user_id);

create index idempotency_keys_expires_at on idempotency_keys (expires_at);

-- Takes names and addresses out of everything kept about users. Which fields a change touched stays known: after the
-- change they are a JSON null, before it they are absent.
create function scrub_users(ids bigint[]) returns void
    language sql
    set search_path = pg_catalog, public, pg_temp
as
$$
update user_history
set before = before - array ['name', 'name_folded', 'email', 'email_key'],
    after  = (after - array ['name', 'name_folded', 'email', 'email_key'])
        || case when before -> 'name' is distinct from after -> 'name' then '{"name":null}'::jsonb else '{}' end
        || case when before -> 'email' is distinct from after -> 'email' then '{"email":null}'::jsonb else '{}' end
where user_id = any (ids);

update idempotency_keys
set body = (body::jsonb || '{"name":"","email":""}')::text
where user_id = any (ids) and status in (200, 201);
$$;

-- Nobody but these two changes what the history says; the service may call them and has no other right to.
-- Gives back the user as it is then, whether this erased it or not; nulls when there is none.
create function erase_user(erased_id bigint, versions integer[], by_actor text, by_request text) returns users
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as
$$
declare
    former users;
    erased users;
begin
    select * into former from users where id = erased_id for update;
    if former.id is null or former.erased_at is not null or not former.version = any (versions) then
        return former;
    end if;

    update users
    set name = '', email = '', email_key = '', name_folded = '', email_folded = '',
        deleted_at = coalesce(deleted_at, now()),
        purge_at = null,
        erased_at = now(),
        updated_at = greatest(now(), updated_at),
        version = version + 1
    where id = erased_id
    returning * into erased;

    insert into user_history (user_id, at, actor, action, request_id, before, after)
    values (erased_id, erased.updated_at, by_actor, 'erased', by_request, user_state(former), user_state(erased));

    perform scrub_users(array [erased_id]);
    return erased;
end
$$;

-- Gives back how many users it removed: none while another replica is at it.
create function purge_users(batch integer, by_request text) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as
$$
declare
    ids bigint[];
begin
    if not pg_try_advisory_xact_lock(hashtextextended('users-service purge', 0)) then
        return 0;
    end if;

    with gone as (
        delete from users
        where id = any (array(
            select id from users where purge_at <= now() order by purge_at limit batch for update skip locked))
        returning id, user_state(users) as state
    ), noted as (
        insert into user_history (user_id, actor, action, request_id, before)
        select id, 'system', 'purged', by_request, state from gone
    )
    select coalesce(array_agg(id), '{}') into ids from gone;

    perform scrub_users(ids);
    return cardinality(ids);
end
$$;

revoke execute on function scrub_users(bigint[]), erase_user(bigint, integer[], text, text), purge_users(integer, text)
    from public;
