set local lock_timeout = '2s';

-- Users that probes, load tests and chaos experiments created. They count as no sign-ups.
alter table users add column synthetic boolean not null default false;

-- Nothing of a synthetic user is kept after it is deleted: a probe would leave a user and its history behind every
-- minute. Gives back how many users it removed; those of the last minute stay, so that a repeated request gets its
-- stored response.
create function remove_synthetic_users(batch integer) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as
$$
declare
    ids bigint[];
begin
    with gone as (
        delete from users
        where id = any (array(
            select id from users
            where synthetic and deleted_at < now() - interval '1 minute'
            order by deleted_at
            limit batch
            for update skip locked))
        returning id
    )
    select coalesce(array_agg(id), '{}') into ids from gone;

    delete from user_history where user_id = any (ids);
    delete from idempotency_keys where user_id = any (ids);
    return cardinality(ids);
end
$$;

revoke execute on function remove_synthetic_users(integer) from public;
