-- What every alert was and when: written with the round that found it, and never changed.
create table alert_changes (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    rule         text        not null,
    subject      text        not null,
    component    text        not null,
    severity     text        not null,
    state        text        not null,
    message      text        not null,
    value        double precision,
    threshold    double precision,
    unit         text,
    since        timestamptz not null,
    inhibited_by text,
    silenced_by  text,
    acknowledged_by text
);

create index alert_changes_at on alert_changes (at);
