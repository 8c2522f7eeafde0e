-- What replicas, breakers and configuration did: written with the round that found it, and never changed.
create table happenings (
    id        bigint generated always as identity primary key,
    at        timestamptz not null,
    kind      text        not null,
    component text        not null,
    subject   text        not null,
    text      text        not null
);

create index happenings_at on happenings (at);

-- What users could feel, from when it began until it was over, as the last round saw it.
create table incidents (
    id          text        primary key,
    component   text        not null,
    detected_at timestamptz not null,
    resolved_at timestamptz,
    by_hand     boolean     not null,
    incident    json        not null
);

create index incidents_detected_at on incidents (detected_at);

-- What people said of it, and never changed.
create table incident_entries (
    id       bigint generated always as identity primary key,
    incident text        not null references incidents,
    at       timestamptz not null,
    author   text        not null,
    kind     text        not null,
    severity text,
    text     text
);

create index incident_entries_incident on incident_entries (incident);
create index incident_entries_at on incident_entries (at);

-- Whose doing it was that an objective had bad events, where somebody knows better.
create table ledger_corrections (
    id        bigint generated always as identity primary key,
    objective text        not null,
    from_at   timestamptz not null,
    until_at  timestamptz not null,
    cause     text        not null,
    reference text,
    author    text        not null,
    reason    text        not null,
    at        timestamptz not null,
    check (from_at < until_at)
);

create index ledger_corrections_objective on ledger_corrections (objective, until_at);
