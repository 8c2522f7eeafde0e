-- Every request waits behind a migration that waits for a lock; this one gives up and is tried again.
set local lock_timeout = '2s';

-- What a search of one or two letters finds (Names/WordStarts.cs), and the version of the user that all computed columns
-- are of. Replicas of earlier versions leave these as they are, so Users/ComputedColumns.cs finds what they wrote.
alter table users
    add column name_starts      text collate "C" not null default '',
    add column email_starts     text collate "C" not null default '',
    add column computed_version integer          not null default 0;

-- The beginning of an address is one of its starts.
drop index users_by_email_beginning;
drop index deleted_users_by_email_beginning;

create or replace function erase_user(erased_id bigint, versions integer[], by_actor text, by_request text)
    returns users
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
    set name = '', email = '', email_key = '', name_folded = '', email_folded = '', name_starts = '', email_starts = '',
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
