-- What shall be done after an incident, by whom and until when.
create table action_items (
    id         bigint      generated always as identity primary key,
    incident   text        not null references incidents,
    action     text        not null,
    kind       text        not null,
    owner      text        not null,
    due        date        not null,
    state      text        not null default 'open',
    at         timestamptz not null,
    author     text        not null,
    changed_at timestamptz,
    changed_by text
);

create index action_items_incident on action_items (incident);
create index action_items_due on action_items (due) where state = 'open';

-- What people found out about an incident, never changed: of each section the newest text counts.
create table incident_reviews (
    id         bigint      generated always as identity primary key,
    incident   text        not null references incidents,
    at         timestamptz not null,
    author     text        not null,
    summary    text,
    root_cause text,
    went_well  text,
    went_badly text,
    lucky      text
);

create index incident_reviews_incident on incident_reviews (incident);
