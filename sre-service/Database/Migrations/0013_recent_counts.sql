-- What each round of the last minutes counted: figures of five minutes and alerts of one minute need more than whole
-- minutes, also after a restart.
create table recent_counts (
    term   bigint      not null,
    id     bigint      not null,
    at     timestamptz not null,
    round  bigint      not null,
    counts json        not null,
    primary key (term, id)
);
