-- What the topics of every edition say. Readers use the views at the end: they show the current edition.

-- How far each partition is stored. Moves in the transaction of the data. A claim raises the epoch, which fences
-- every earlier owner; 'owner' names the sessions of the owner, so that a claim can end a stopped one.
create table position (
    topic       text    not null,
    partition   integer not null,
    next_offset bigint  not null,
    epoch       bigint  not null,
    owner       text,
    primary key (topic, partition)
);

create table edition (
    name        text        not null primary key,
    state       text        not null,
    created_at  timestamptz not null,
    as_of       timestamptz not null,
    starts_from timestamptz,
    settings    jsonb       not null,
    promotion   bigint      not null,
    log_offset  bigint      not null
);

-- One row: a promotion is an update of it.
create table current_edition (
    one       boolean not null primary key default true check (one),
    name      text    not null,
    promotion bigint  not null
);
insert into current_edition (name, promotion) values ('e1', 0);

-- Head of each article. 'status' is what may be done with it now, 'said' what the log said: they differ when only the
-- kill ledger says that it is canceled. The digest is of what the log said, in four words to be summed modulo 2^64.
create table article_of_edition (
    edition         text        not null check (octet_length(edition) <= 64),
    id              text        not null check (octet_length(id) <= 2000),
    emission        bigint      not null,
    provider        text        not null,
    uri             text        not null,
    version         text,
    status          text        not null,
    said            text        not null,
    revived         boolean     not null,
    had_text        boolean     not null,
    action          text        not null,
    embargo         text        not null,
    embargo_until   timestamptz,
    language        text,
    headline        text,
    byline          text,
    dateline        text,
    slugline        text,
    summary         text,
    body            text,
    urgency         integer,
    keywords        jsonb,
    ed_notes        jsonb,
    usage_terms     text,
    link            text,
    source          text        not null,
    format          text        not null,
    first_created   timestamptz,
    version_created timestamptz,
    received_at     timestamptz not null,
    expires         timestamptz,
    entities        jsonb,
    media_topics    jsonb,
    duplicate_of    text,
    duplicate_kind  text,
    story           text,
    revisions       jsonb       not null,
    anomalies       jsonb       not null,
    pins            jsonb       not null,
    digest1         bigint      not null,
    digest2         bigint      not null,
    digest3         bigint      not null,
    digest4         bigint      not null,
    stored_at       timestamptz not null default now(),
    primary key (id, edition)
);
create index article_by_arrival on article_of_edition (edition, received_at);

-- What heads have replaced, in the same columns.
create table revision_of_edition (
    like article_of_edition including defaults including constraints,
    primary key (id, edition, emission)
);

-- lz4 costs a tenth of the time of the default compression; a server built without it keeps the default.
do $$
declare
    place text;
    name  text;
begin
    foreach place in array array['article_of_edition', 'revision_of_edition'] loop
        foreach name in array array['body', 'summary', 'entities', 'media_topics', 'revisions'] loop
            execute format('alter table %I alter column %I set compression lz4', place, name);
        end loop;
    end loop;
exception
    when feature_not_supported or invalid_parameter_value then null;
end
$$;

create table story_of_edition (
    edition    text        not null check (octet_length(edition) <= 64),
    id         text        not null check (octet_length(id) <= 2000),
    event      text        not null,
    members    text[]      not null,
    article    text,
    others     text[]      not null,
    title      text,
    entities   text[]      not null,
    begin_at   timestamptz,
    end_at     timestamptz,
    sources    integer     not null,
    log_offset bigint      not null,
    stored_at  timestamptz not null default now(),
    primary key (id, edition)
);

create table hold_of_edition (
    edition       text        not null check (octet_length(edition) <= 64),
    id            text        not null check (octet_length(id) <= 2000),
    version       text,
    embargo       text        not null,
    embargo_until timestamptz,
    received_at   timestamptz not null,
    log_offset    bigint      not null,
    stored_at     timestamptz not null default now(),
    primary key (id, edition)
);

-- The kill ledger. A kill binds, in every edition, all that is not revived and all that was received until it. An
-- operator's erasure has no place in the log (-1).
create table kill (
    id            text        not null primary key check (octet_length(id) <= 2000),
    version       text,
    binds_until   timestamptz not null,
    rule          text        not null,
    was_published boolean     not null,
    log_offset    bigint      not null,
    had_text      boolean     not null,
    editions      text        not null,
    acknowledged  boolean     not null,
    erased_at     timestamptz not null default now()
);
create index kill_to_acknowledge on kill (id) where not acknowledged;

create view article as
    select a.* from article_of_edition a join current_edition c on c.name = a.edition;
create view revision as
    select r.* from revision_of_edition r join current_edition c on c.name = r.edition
    union all
    select a.* from article_of_edition a join current_edition c on c.name = a.edition;
create view story as
    select s.* from story_of_edition s join current_edition c on c.name = s.edition;
create view hold as
    select h.* from hold_of_edition h join current_edition c on c.name = h.edition where h.embargo <> 'NONE';
