-- For a time, nobody is told of alerts that match; null matches everything.
create table silences (
    id         bigint generated always as identity primary key,
    rule       text,
    component  text,
    subject    text,
    author     text        not null,
    reason     text        not null,
    created_at timestamptz not null,
    until      timestamptz not null,
    ended_at   timestamptz,
    ended_by   text,
    check (coalesce(rule, component, subject) is not null)
);

create index silences_until on silences (until);

-- Somebody works on an alert, from when it fired until it is over.
create table acknowledgements (
    id           bigint generated always as identity primary key,
    rule         text        not null,
    subject      text        not null,
    firing_since timestamptz not null,
    author       text        not null,
    at           timestamptz not null,
    note         text
);

create index acknowledgements_at on acknowledgements (at);
