-- When each job last said that it was done, or that it failed.
create table job_heartbeats (
    name      text        primary key,
    at        timestamptz not null,
    succeeded boolean     not null,
    message   text
);
