-- What an objective counted by, for as long as somebody needs it: after an edit the old definition goes on being counted
-- until the new one has seen as much, whatever restarts meanwhile. Slices are keyed by both, as objective@generation.
create table generations (
    objective  text        not null,
    generation text        not null,
    definition jsonb       not null,
    status     text        not null,
    since      timestamptz not null,
    retired_at timestamptz,
    primary key (objective, generation)
);
