-- Until then, a service may be deployed whatever the deploy gate decides.
create table deploy_overrides (
    id         bigint generated always as identity primary key,
    service    text        not null,
    author     text        not null,
    reason     text        not null,
    created_at timestamptz not null,
    until      timestamptz not null
);

create index deploy_overrides_until on deploy_overrides (until);
