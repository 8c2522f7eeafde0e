-- One minute of one service level indicator: counts, never ratios.
create table slices (
    objective text        not null,
    minute    timestamptz not null,
    good      bigint      not null,
    bad       bigint      not null,
    covered   boolean     not null,
    primary key (objective, minute)
);

-- What the minute's slices were counted from, in the detail that pages show.
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
);

-- The counters of every process as they were when their increments were last written above, so that a new
-- sre-service goes on exactly where the old one stopped.
create table readings (
    service    text        not null,
    instance   text        not null,
    started_at timestamptz not null,
    address    text        not null,
    read_at    timestamptz not null,
    counters   jsonb       not null,
    primary key (service, instance, started_at)
);
