alter table slices drop constraint slices_pkey;
alter table slices rename to whole_slices;
alter table counts drop constraint counts_pkey;
alter table counts rename to whole_counts;

-- Minutes lie in a partition for each day and their roll-ups in one for each month, so that what is too old is dropped
-- and not deleted row by row.
create table slices (
    objective text        not null,
    minute    timestamptz not null,
    good      bigint      not null,
    bad       bigint      not null,
    covered   boolean     not null,
    primary key (objective, minute)
) partition by range (minute);

create table counts (
    minute       timestamptz not null,
    measure      text        not null,
    service      text        not null,
    route        text        not null,
    outcome      text        not null,
    reason       text        not null,
    count        bigint      not null,
    microseconds bigint      not null,
    buckets      bigint[]    not null,
    primary key (minute, measure, service, route, outcome, reason)
) partition by range (minute);

create table slices_5m (
    objective       text        not null,
    minute          timestamptz not null,
    good            bigint      not null,
    bad             bigint      not null,
    covered_minutes integer     not null,
    primary key (objective, minute)
) partition by range (minute);

create table slices_1h (like slices_5m including all) partition by range (minute);

create table counts_5m (like counts including all) partition by range (minute);

create table counts_1h (like counts including all) partition by range (minute);

-- The totals of each process when it was first read in each minute: what it counted since is a difference, however
-- many of them are missing.
create table snapshots (
    service    text        not null,
    instance   text        not null,
    started_at timestamptz not null,
    minute     timestamptz not null,
    read_at    timestamptz not null,
    counters   jsonb       not null,
    primary key (service, instance, started_at, minute)
) partition by range (minute);

-- Whether all that the process counted was counted here, and not only what came after the first reading.
alter table readings add column counted_from_start boolean not null default false;

-- When each minute was last written: the round tells those that follow what to read again.
create table minutes (
    minute timestamptz primary key,
    round  bigint not null
);

create index minutes_round on minutes (round);

-- The stretches of time whose minutes changed since they were last added up.
create table roll_ups_due (
    span   interval    not null,
    minute timestamptz not null,
    primary key (span, minute)
);

-- Who reads the replicas, counts and writes. The term grows whenever another takes over, and nothing is written in a
-- term that is over.
create table evaluator (
    only_one boolean primary key default true check (only_one),
    term     bigint      not null,
    holder   text        not null,
    since    timestamptz not null,
    round    bigint      not null,
    read_at  timestamptz,
    state    json
);

insert into evaluator (term, holder, since, round) values (0, '', 'epoch', 0);

-- Histograms of the same edges added up; one with more edges than the other keeps them.
create function add_each(one bigint[], other bigint[]) returns bigint[]
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as
$$
select array(
    select coalesce(a, 0) + coalesce(b, 0)
    from unnest(one, other) with ordinality as pairs (a, b, place)
    order by place)
$$;

create aggregate sum_each(bigint[]) (sfunc = add_each, stype = bigint[], initcond = '{}', parallel = safe);

-- Makes the partitions of a day and of its month. The service owns no table, so it may ask for these and no others.
create function make_partitions(at timestamptz) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
    set timezone = 'UTC'
as
$$
declare
    part record;
begin
    perform pg_advisory_xact_lock(hashtextextended('sre-service partitions', 0));
    for part in
        select parent, format('%s_p%s', parent, to_char(start, form)) as name, start, start + span as until
        from (values ('slices', interval '1 day', 'day', 'YYYYMMDD'), ('counts', '1 day', 'day', 'YYYYMMDD'),
                     ('snapshots', '1 day', 'day', 'YYYYMMDD'),
                     ('slices_5m', '1 month', 'month', 'YYYYMM'), ('slices_1h', '1 month', 'month', 'YYYYMM'),
                     ('counts_5m', '1 month', 'month', 'YYYYMM'), ('counts_1h', '1 month', 'month', 'YYYYMM'))
                 as wanted (parent, span, unit, form)
        cross join lateral date_trunc(unit, at) as start
    loop
        if to_regclass(format('public.%I', part.name)) is null then
            -- Attached rather than created in place: reading and writing go on meanwhile.
            execute format('create table public.%I (like public.%I including all)', part.name, part.parent);
            execute format(
                'alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                part.parent, part.name, part.start, part.until);
        end if;
    end loop;
end
$$;

-- Minutes are kept for 35 days, roll-ups for 13 months, and snapshots for as long as somebody asks by replica. A caller whose clock is ahead drops nothing too early.
create function drop_old_partitions(at timestamptz) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
    set timezone = 'UTC'
    set lock_timeout = '2s'
as
$$
declare
    part record;
begin
    for part in
        select child.relname as name
        from pg_inherits
        join pg_class parent on parent.oid = inhparent
        join pg_class child on child.oid = inhrelid
        cross join lateral (select split_part(child.relname, '_p', 2) as period) as its
        where parent.relnamespace = 'public'::regnamespace
          and case
                  when parent.relname in ('slices', 'counts')
                      then to_date(period, 'YYYYMMDD') + interval '1 day' <= least(at, now()) - interval '35 days'
                  when parent.relname = 'snapshots'
                      then to_date(period, 'YYYYMMDD') + interval '1 day' <= least(at, now()) - interval '25 hours'
                  when parent.relname in ('slices_5m', 'slices_1h', 'counts_5m', 'counts_1h')
                      then to_date(period, 'YYYYMM') + interval '1 month' <= least(at, now()) - interval '13 months'
                  else false
              end
    loop
        execute format('drop table public.%I', part.name);
    end loop;
end
$$;

revoke execute on function make_partitions(timestamptz), drop_old_partitions(timestamptz) from public;

do
$$
declare
    day timestamptz;
begin
    for day in select distinct date_trunc('day', minute, 'UTC') from whole_counts
               union select date_trunc('day', minute, 'UTC') from whole_slices
    loop
        perform make_partitions(day);
    end loop;
end
$$;

insert into slices select * from whole_slices;
insert into counts select * from whole_counts;
insert into minutes select minute, 0 from whole_counts union select minute, 0 from whole_slices;
insert into roll_ups_due (span, minute)
select distinct span, date_bin(span, minute, 'epoch')
from minutes, unnest(array [interval '5 minutes', interval '1 hour']) as span;
drop table whole_slices, whole_counts;
