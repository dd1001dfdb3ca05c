-- What derive makes of one WARC file, before it meets the other files: never published.
-- The tables runs, fetches, captures and issues have the same columns here as in schema.sql.

CREATE TABLE staged_feeds (
    run_id VARCHAR NOT NULL,
    feed_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    stale_after_days INTEGER NOT NULL
);

CREATE TABLE staged_entries (
    entry_id VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    feed_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    url VARCHAR,
    article_id VARCHAR,
    canonical_url VARCHAR,
    guid VARCHAR,
    title VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    published_at TIMESTAMP,
    published_raw VARCHAR,
    updated_at TIMESTAMP,
    seen_at TIMESTAMP NOT NULL
);

CREATE TABLE staged_pages (
    capture_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    article_id VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    page_no INTEGER NOT NULL,
    page_links INTEGER[] NOT NULL,
    title VARCHAR,
    body VARCHAR NOT NULL,
    section VARCHAR,
    author VARCHAR,
    editor VARCHAR,
    image_urls VARCHAR[] NOT NULL,
    stamp_at TIMESTAMP,
    meta_at TIMESTAMP,
    url_on DATE,
    template VARCHAR NOT NULL
);

CREATE TABLE staged_annotations (
    revision_id VARCHAR NOT NULL,
    published_on DATE,
    language VARCHAR NOT NULL,
    dateline_place VARCHAR,
    dateline_date DATE,
    dateline_agency VARCHAR,
    signature BLOB NOT NULL,
    tags STRUCT(
        tag VARCHAR,
        subtype VARCHAR,
        "trigger" VARCHAR,
        score DOUBLE,
        evidence STRUCT(
            field VARCHAR,
            start_char INTEGER,
            end_char INTEGER,
            text VARCHAR,
            rule_id VARCHAR,
            realis VARCHAR,
            sentence_no INTEGER
        )[]
    )[] NOT NULL,
    mentions STRUCT(
        kind VARCHAR,
        field VARCHAR,
        start_char INTEGER,
        end_char INTEGER,
        text VARCHAR,
        rule_id VARCHAR,
        place_id VARCHAR,
        actor_id VARCHAR,
        realis VARCHAR,
        sentence_no INTEGER
    )[] NOT NULL,
    casualties STRUCT(
        kind VARCHAR,
        low BIGINT,
        high BIGINT,
        qualifier VARCHAR,
        start_char INTEGER,
        end_char INTEGER,
        text VARCHAR
    )[] NOT NULL,
    evacuations STRUCT(
        status VARCHAR,
        subtype VARCHAR,
        "trigger" VARCHAR,
        is_under_deal BOOLEAN,
        moved_on DATE,
        field VARCHAR,
        start_char INTEGER,
        end_char INTEGER,
        text VARCHAR,
        places STRUCT(
            role VARCHAR,
            name VARCHAR,
            place_id VARCHAR,
            field VARCHAR,
            start_char INTEGER,
            end_char INTEGER,
            text VARCHAR
        )[],
        counts STRUCT(
            unit VARCHAR,
            low BIGINT,
            high BIGINT,
            qualifier VARCHAR,
            sum_no INTEGER,
            start_char INTEGER,
            end_char INTEGER,
            text VARCHAR
        )[],
        actors STRUCT(
            role VARCHAR,
            actor_id VARCHAR,
            start_char INTEGER,
            end_char INTEGER,
            text VARCHAR
        )[]
    )[] NOT NULL,
    places STRUCT(
        place_id VARCHAR,
        name VARCHAR,
        kind VARCHAR,
        country VARCHAR,
        admin VARCHAR,
        lat DOUBLE,
        lon DOUBLE,
        population BIGINT
    )[] NOT NULL,
    actors STRUCT(
        actor_id VARCHAR,
        name VARCHAR,
        kind VARCHAR,
        country VARCHAR,
        wikidata_id VARCHAR
    )[] NOT NULL
);

-- The rules that made the annotations beside it; without rows as long as older ones may still be taken over.
CREATE TABLE staged_rule_files (
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    content VARCHAR NOT NULL
);
