-- The only schema: every published table, its keys, constraints and comments.
-- The DuckDB snapshot and the Parquet lake are made from it, the data dictionary too.
-- All times are UTC. Uniqueness is enforced by the keys, references by sql/checks/block.

CREATE TABLE snapshot (
    snapshot_id VARCHAR PRIMARY KEY,
    schema_version INTEGER NOT NULL,
    marsad_version VARCHAR NOT NULL,
    rules_version VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    built_at TIMESTAMP NOT NULL,
    citation VARCHAR NOT NULL
);
COMMENT ON TABLE snapshot IS 'One row: which snapshot this is and what made it.';
COMMENT ON COLUMN snapshot.snapshot_id IS 'Hex digest over the captures, the rules and the code: equal inputs give the same id.';
COMMENT ON COLUMN snapshot.schema_version IS 'Version of this schema; a reader made for another version should rebuild.';
COMMENT ON COLUMN snapshot.marsad_version IS 'Version of Marsad that built it.';
COMMENT ON COLUMN snapshot.rules_version IS 'Version of the tagging rules, a hash of their content.';
COMMENT ON COLUMN snapshot.extractor_version IS 'What read the pages: libraries with their versions.';
COMMENT ON COLUMN snapshot.code_version IS 'Hex digest over the code and word lists that made it, rules aside.';
COMMENT ON COLUMN snapshot.built_at IS 'When it was built.';
COMMENT ON COLUMN snapshot.citation IS 'A line to cite it by: version, id, time, articles and the days that they cover.';

CREATE TABLE publications (
    publication_no INTEGER PRIMARY KEY,
    built_at TIMESTAMP NOT NULL,
    snapshot_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('daily', 'backfill', 'rebuild')),
    run_ids VARCHAR[] NOT NULL,
    marsad_version VARCHAR NOT NULL,
    rules_version VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE publications IS 'One row per snapshot that went live in this home, the present one last.';
COMMENT ON COLUMN publications.publication_no IS 'Number of the publication, from 1.';
COMMENT ON COLUMN publications.built_at IS 'When its snapshot was built; from then on it counts as what the warehouse said.';
COMMENT ON COLUMN publications.snapshot_id IS 'Id of its snapshot; the same id twice where rules were changed and changed back.';
COMMENT ON COLUMN publications.kind IS 'daily or backfill by the runs that it brought, rebuild where it brought none: other rules or code.';
COMMENT ON COLUMN publications.run_ids IS 'Runs that it was the first to hold (runs).';
COMMENT ON COLUMN publications.marsad_version IS 'Version of Marsad that built it.';
COMMENT ON COLUMN publications.rules_version IS 'Version of the rules that decided.';
COMMENT ON COLUMN publications.extractor_version IS 'What read the pages: libraries with their versions.';

CREATE TABLE report_history (
    report_history_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    published_at TIMESTAMP,
    title VARCHAR,
    tags VARCHAR[] NOT NULL,
    subtypes VARCHAR[] NOT NULL,
    triggers VARCHAR[],
    score DOUBLE NOT NULL,
    evidence VARCHAR[],
    movements STRUCT(
        status VARCHAR,
        subtype VARCHAR,
        moved_on DATE,
        origins VARCHAR[],
        destinations VARCHAR[],
        counts STRUCT(unit VARCHAR, low BIGINT, high BIGINT)[]
    )[],
    url VARCHAR NOT NULL,
    rules_version VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    from_publication INTEGER NOT NULL,
    from_at TIMESTAMP NOT NULL,
    until_publication INTEGER,
    until_at TIMESTAMP
);
COMMENT ON TABLE report_history IS 'One row per report and stretch of publications in which it stood exactly so. reports_as_of(TIMESTAMP) gives those of one moment.';
COMMENT ON COLUMN report_history.report_history_id IS 'Hex digest of article and first publication.';
COMMENT ON COLUMN report_history.article_id IS 'Article (articles).';
COMMENT ON COLUMN report_history.revision_id IS 'Text that was current then. Other code can have read the page differently: then no such text is in revisions any more.';
COMMENT ON COLUMN report_history.published_at IS 'Best known time of publication, as known then.';
COMMENT ON COLUMN report_history.title IS 'Title then.';
COMMENT ON COLUMN report_history.tags IS 'Tags then.';
COMMENT ON COLUMN report_history.subtypes IS 'Subtypes then.';
COMMENT ON COLUMN report_history.triggers IS 'Triggers then.';
COMMENT ON COLUMN report_history.score IS 'Highest score of its tags then, from 0 to 1.';
COMMENT ON COLUMN report_history.evidence IS 'The words that proved it then, as published.';
COMMENT ON COLUMN report_history.movements IS 'Movements that it told of as done, under way or planned, with all their figures (a total and its parts among them).';
COMMENT ON COLUMN report_history.url IS 'Address to open it at, as known then.';
COMMENT ON COLUMN report_history.rules_version IS 'Version of the rules with which it first stood so.';
COMMENT ON COLUMN report_history.extractor_version IS 'What read the page then: libraries with their versions.';
COMMENT ON COLUMN report_history.from_publication IS 'First publication in which it stood so (publications).';
COMMENT ON COLUMN report_history.from_at IS 'Time of that publication.';
COMMENT ON COLUMN report_history.until_publication IS 'Publication that changed or withdrew it; empty while it stands.';
COMMENT ON COLUMN report_history.until_at IS 'Time of that publication; empty while it stands.';

CREATE TABLE feeds (
    feed_id VARCHAR PRIMARY KEY,
    title VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('rss', 'section')),
    stale_after_days INTEGER NOT NULL,
    is_polled BOOLEAN NOT NULL
);
COMMENT ON TABLE feeds IS 'One row per feed that any run was told to poll.';
COMMENT ON COLUMN feeds.feed_id IS 'Id from feeds.toml.';
COMMENT ON COLUMN feeds.title IS 'Name for people.';
COMMENT ON COLUMN feeds.url IS 'Address that is polled.';
COMMENT ON COLUMN feeds.kind IS 'rss (RSS, RDF or Atom) or section (a page that lists articles).';
COMMENT ON COLUMN feeds.stale_after_days IS 'The feed counts as stale when its newest entry is older, in days.';
COMMENT ON COLUMN feeds.is_polled IS 'Whether the last run still had it in its list.';

CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL CHECK (kind IN ('daily', 'backfill')),
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    status VARCHAR NOT NULL CHECK (status IN ('completed', 'interrupted')),
    marsad_version VARCHAR NOT NULL,
    feed_count INTEGER NOT NULL,
    fetch_count INTEGER,
    entry_count INTEGER,
    warc_file VARCHAR NOT NULL
);
COMMENT ON TABLE runs IS 'One row per run that collected.';
COMMENT ON COLUMN runs.run_id IS 'Start time and a random part; sorts by time.';
COMMENT ON COLUMN runs.kind IS 'What the run was: daily, or backfill (old material was read in).';
COMMENT ON COLUMN runs.started_at IS 'When it began to collect.';
COMMENT ON COLUMN runs.ended_at IS 'When it had collected all; empty for an interrupted run.';
COMMENT ON COLUMN runs.status IS 'completed, or interrupted when it ended before it had collected all.';
COMMENT ON COLUMN runs.marsad_version IS 'Version of Marsad that ran.';
COMMENT ON COLUMN runs.feed_count IS 'Feeds it was told to poll.';
COMMENT ON COLUMN runs.fetch_count IS 'Attempts, as the collector counted them; empty for an interrupted run.';
COMMENT ON COLUMN runs.entry_count IS 'Entries, as the collector counted them; empty for an interrupted run, and where a feed cost too much to read.';
COMMENT ON COLUMN runs.warc_file IS 'First file of the archive that holds the run, relative to the archive folder.';

CREATE TABLE archive_files (
    warc_file VARCHAR PRIMARY KEY
);
COMMENT ON TABLE archive_files IS 'One row per WARC file that the snapshot was made from.';
COMMENT ON COLUMN archive_files.warc_file IS 'File of the archive, relative to the folder archive of MARSAD_HOME.';

CREATE TABLE imported_files (
    imported_file_id VARCHAR PRIMARY KEY,
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    options VARCHAR NOT NULL,
    file_bytes BIGINT NOT NULL,
    file_sha256 VARCHAR NOT NULL,
    found_count BIGINT NOT NULL,
    passed_over_count BIGINT NOT NULL,
    unread_count BIGINT NOT NULL
);
COMMENT ON TABLE imported_files IS 'One row per WARC file or table of others that was read in to its end.';
COMMENT ON COLUMN imported_files.imported_file_id IS 'Hex digest of content and options: the same file with the same options is not read again.';
COMMENT ON COLUMN imported_files.run_id IS 'Run that read it (runs).';
COMMENT ON COLUMN imported_files.kind IS 'warc or table.';
COMMENT ON COLUMN imported_files.name IS 'Name of the file.';
COMMENT ON COLUMN imported_files.options IS 'What was asked for in it, as JSON.';
COMMENT ON COLUMN imported_files.file_bytes IS 'Size of the file, in bytes.';
COMMENT ON COLUMN imported_files.file_sha256 IS 'Hex SHA-256 of the file.';
COMMENT ON COLUMN imported_files.found_count IS 'Captures that were asked for, those already known among them.';
COMMENT ON COLUMN imported_files.passed_over_count IS 'Records that were readable and not asked for.';
COMMENT ON COLUMN imported_files.unread_count IS 'Stretches that could not be read; each is an issue.';

CREATE TABLE fetches (
    fetch_id VARCHAR PRIMARY KEY,
    run_id VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL CHECK (purpose IN ('feed', 'article', 'robots', 'index')),
    feed_id VARCHAR,
    article_id VARCHAR,
    page_no INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    attempt INTEGER NOT NULL CHECK (attempt >= 1),
    started_at TIMESTAMP NOT NULL,
    duration_ms INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,
    status INTEGER,
    error VARCHAR,
    response_bytes BIGINT NOT NULL,
    origin VARCHAR,
    capture_id VARCHAR
);
COMMENT ON TABLE fetches IS 'One row per attempt to fetch, failed ones and those of others, whose captures were read in, included.';
COMMENT ON COLUMN fetches.fetch_id IS 'Run and number of the attempt within it; for captures of others a hex digest of what was captured, from where and when.';
COMMENT ON COLUMN fetches.run_id IS 'Run that made the attempt (runs).';
COMMENT ON COLUMN fetches.purpose IS 'feed, article, robots, or index (a list of what the Wayback Machine has captured).';
COMMENT ON COLUMN fetches.feed_id IS 'Feed that was polled, or that named the article (feeds).';
COMMENT ON COLUMN fetches.article_id IS 'Article that was asked for; empty for everything else.';
COMMENT ON COLUMN fetches.page_no IS 'Page of the article, 1 for the first and for everything else.';
COMMENT ON COLUMN fetches.url IS 'Address that was asked for.';
COMMENT ON COLUMN fetches.attempt IS '1 for the first time in this run, 2 for the first retry, and so on.';
COMMENT ON COLUMN fetches.started_at IS 'When the request was made.';
COMMENT ON COLUMN fetches.duration_ms IS 'How long it took, in milliseconds.';
COMMENT ON COLUMN fetches.outcome IS 'One fixed word (outcomes): ok, not_modified, redirect, not_found, gone, forbidden, rate_limited, server_error, client_error, dns, refused, reset, timeout, tls, protocol, bad_encoding, too_large, redirect_loop, robots, robots_unreachable, not_allowed, torn; for a feed that answered and could not be read not_a_feed, empty_body, unreadable, too_costly (more than its budget of time and memory) or crashed (it broke what reads it).';
COMMENT ON COLUMN fetches.status IS 'HTTP status; empty where there was no answer.';
COMMENT ON COLUMN fetches.error IS 'Sentence for people where something went wrong.';
COMMENT ON COLUMN fetches.response_bytes IS 'Size of the response with its head, as it crossed the network, in bytes.';
COMMENT ON COLUMN fetches.origin IS 'Where somebody else''s capture was found, to the byte: file@offset, file, or file#row; its address at the Wayback Machine where it was fetched from there; empty for attempts of our own at the source.';
COMMENT ON COLUMN fetches.capture_id IS 'The response (captures); empty where none could be read.';

CREATE TABLE outcomes (
    word VARCHAR PRIMARY KEY,
    meaning VARCHAR NOT NULL CHECK (meaning IN ('read', 'missing', 'refused', 'failed', 'unreadable'))
);
COMMENT ON TABLE outcomes IS 'One row per word that fetches.outcome can hold.';
COMMENT ON COLUMN outcomes.word IS 'The word.';
COMMENT ON COLUMN outcomes.meaning IS 'What it means for what was asked for: read (there is an answer to read, or the known one still holds), missing (not there), refused (we may not or will not fetch it), failed (no answer; asked again by later runs), unreadable (an answer that is not what it should be).';

CREATE TABLE captures (
    capture_id VARCHAR PRIMARY KEY,
    run_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    fetched_at TIMESTAMP NOT NULL,
    status INTEGER NOT NULL,
    content_type VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    body_bytes BIGINT NOT NULL,
    body_sha256 VARCHAR NOT NULL,
    warc_file VARCHAR NOT NULL,
    warc_offset BIGINT NOT NULL,
    read_as VARCHAR NOT NULL CHECK (read_as IN ('feed', 'page', 'robots', 'index', 'nothing', 'failed')),
    read_word VARCHAR,
    entry_count INTEGER
);
COMMENT ON TABLE captures IS 'One row per HTTP response; the response itself stands verbatim in the archive.';
COMMENT ON COLUMN captures.capture_id IS 'Hex digest of URL, time, status and body.';
COMMENT ON COLUMN captures.run_id IS 'Run that archived it (runs).';
COMMENT ON COLUMN captures.url IS 'Address that was asked for.';
COMMENT ON COLUMN captures.fetched_at IS 'When it was asked for.';
COMMENT ON COLUMN captures.status IS 'HTTP status.';
COMMENT ON COLUMN captures.content_type IS 'Header Content-Type.';
COMMENT ON COLUMN captures.etag IS 'Header ETag, sent back at the next poll.';
COMMENT ON COLUMN captures.last_modified IS 'Header Last-Modified, sent back at the next poll.';
COMMENT ON COLUMN captures.body_bytes IS 'Size of the body without its content encoding, in bytes.';
COMMENT ON COLUMN captures.body_sha256 IS 'Hex SHA-256 of that body.';
COMMENT ON COLUMN captures.warc_file IS 'File of the archive, relative to the folder archive of MARSAD_HOME.';
COMMENT ON COLUMN captures.warc_offset IS 'Byte offset at which the compressed record begins in that file.';
COMMENT ON COLUMN captures.read_as IS 'What derive made of it: feed, page, robots, index, nothing (redirects, errors, 304), failed.';
COMMENT ON COLUMN captures.read_word IS 'Fixed word of the failure where reading failed.';
COMMENT ON COLUMN captures.entry_count IS 'Items that the feed holds; empty for other captures.';

CREATE TABLE entries (
    entry_id VARCHAR PRIMARY KEY,
    capture_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    feed_id VARCHAR NOT NULL,
    position INTEGER NOT NULL CHECK (position >= 0),
    url VARCHAR,
    article_id VARCHAR,
    guid VARCHAR,
    title VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    published_at TIMESTAMP,
    published_raw VARCHAR,
    updated_at TIMESTAMP,
    seen_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL CHECK (outcome IN (
        'new', 'revised', 'unchanged', 'known', 'duplicate', 'missing', 'refused', 'failed', 'unreadable',
        'no_link', 'not_fetched'))
);
COMMENT ON TABLE entries IS 'One row per item in one capture of a feed, each with exactly one outcome.';
COMMENT ON COLUMN entries.entry_id IS 'Capture and position.';
COMMENT ON COLUMN entries.capture_id IS 'Capture of the feed (captures).';
COMMENT ON COLUMN entries.run_id IS 'Run that saw it (runs).';
COMMENT ON COLUMN entries.feed_id IS 'Feed that holds it (feeds).';
COMMENT ON COLUMN entries.position IS 'Place in the feed, from 0.';
COMMENT ON COLUMN entries.url IS 'Link as the feed gives it, made absolute; empty where there is none.';
COMMENT ON COLUMN entries.article_id IS 'Article that the link leads to (articles); empty without a link.';
COMMENT ON COLUMN entries.guid IS 'Id that the feed gives the item.';
COMMENT ON COLUMN entries.title IS 'Title, markup removed.';
COMMENT ON COLUMN entries.summary IS 'Summary, markup removed.';
COMMENT ON COLUMN entries.published_at IS 'Publication date of the item.';
COMMENT ON COLUMN entries.published_raw IS 'That date as the feed spells it.';
COMMENT ON COLUMN entries.updated_at IS 'Date of change of the item.';
COMMENT ON COLUMN entries.seen_at IS 'When the feed was fetched.';
COMMENT ON COLUMN entries.outcome IS 'What became of it in this run: new (article read for the first time), revised (its text had changed), unchanged (asked again, same text), known (not asked again, by rule), duplicate (named before in the same run), missing (404 or 410), refused (robots.txt or address not allowed), failed (no answer; tried again later), unreadable (page without text), no_link, not_fetched (the run was interrupted). An entry of an archived feed has no run that fetched its article: new for the first one that names an article whose text is here, known for later ones, not_fetched where the archive has no page of it.';

CREATE TABLE articles (
    article_id VARCHAR PRIMARY KEY,
    canonical_url VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    status VARCHAR NOT NULL CHECK (status IN ('read', 'missing', 'refused', 'failed', 'unreadable', 'pending')),
    first_seen_at TIMESTAMP NOT NULL,
    last_fetched_at TIMESTAMP,
    revision_count INTEGER NOT NULL,
    current_revision_id VARCHAR,
    story_id VARCHAR
);
COMMENT ON TABLE articles IS 'One row per canonical URL that a feed named.';
COMMENT ON COLUMN articles.article_id IS 'Hex digest of the canonical URL.';
COMMENT ON COLUMN articles.canonical_url IS 'One spelling for all the URLs that lead to it; names it, is not meant to be fetched.';
COMMENT ON COLUMN articles.url IS 'Address to open it at: the last one that a feed gave.';
COMMENT ON COLUMN articles.status IS 'read (its text is here), missing, refused, failed (will be tried again), unreadable, pending (not asked for yet).';
COMMENT ON COLUMN articles.first_seen_at IS 'When a feed first named it or it was first fetched.';
COMMENT ON COLUMN articles.last_fetched_at IS 'When its page was last asked for.';
COMMENT ON COLUMN articles.revision_count IS 'Number of distinct texts seen.';
COMMENT ON COLUMN articles.current_revision_id IS 'Current text (revisions); empty while none was read.';
COMMENT ON COLUMN articles.story_id IS 'Story that its current text tells (stories): the article_id of the first article of the story; empty while no text was read.';

CREATE TABLE stories (
    story_id VARCHAR PRIMARY KEY,
    article_count INTEGER NOT NULL CHECK (article_count >= 1),
    first_published_at TIMESTAMP,
    last_published_at TIMESTAMP
);
COMMENT ON TABLE stories IS 'One row per story: an article and its copies, the same text under other URLs or nearly the same of other outlets, published within two days.';
COMMENT ON COLUMN stories.story_id IS 'The article_id of its lead, the article that was published first (articles).';
COMMENT ON COLUMN stories.article_count IS 'Articles that tell it, the lead among them.';
COMMENT ON COLUMN stories.first_published_at IS 'When the lead was published; empty where no date is known, such a text is a story of its own.';
COMMENT ON COLUMN stories.last_published_at IS 'When the last of its articles was published.';

CREATE TABLE revisions (
    revision_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    revision_no INTEGER NOT NULL CHECK (revision_no >= 1),
    is_current BOOLEAN NOT NULL,
    title VARCHAR,
    body VARCHAR NOT NULL,
    text_sha256 VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    section VARCHAR,
    author VARCHAR,
    editor VARCHAR,
    image_urls VARCHAR[] NOT NULL,
    page_count INTEGER NOT NULL,
    is_complete BOOLEAN NOT NULL,
    dateline_place VARCHAR,
    dateline_date DATE,
    dateline_agency VARCHAR,
    published_at TIMESTAMP,
    published_source VARCHAR CHECK (published_source IN ('stamp', 'feed', 'url', 'dateline', 'meta')),
    published_spread_days INTEGER NOT NULL,
    template VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    superseded_run_id VARCHAR,
    first_fetched_at TIMESTAMP NOT NULL,
    last_fetched_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE revisions IS 'One row per distinct text of an article.';
COMMENT ON COLUMN revisions.revision_id IS 'Hex digest of article and text.';
COMMENT ON COLUMN revisions.article_id IS 'Article (articles).';
COMMENT ON COLUMN revisions.revision_no IS '1 for the first text seen, 2 for its first correction, and so on.';
COMMENT ON COLUMN revisions.is_current IS 'Whether the article still had this text when it was last read.';
COMMENT ON COLUMN revisions.title IS 'Title of the page, or of the feed entry where the page has none.';
COMMENT ON COLUMN revisions.body IS 'Text as published, paragraphs separated by line breaks; offsets elsewhere count its Unicode code points.';
COMMENT ON COLUMN revisions.text_sha256 IS 'Hex SHA-256 of title and body.';
COMMENT ON COLUMN revisions.language IS 'ISO 639-1 code; und where the text is too short to tell.';
COMMENT ON COLUMN revisions.section IS 'Section of the site.';
COMMENT ON COLUMN revisions.author IS 'Author, where named.';
COMMENT ON COLUMN revisions.editor IS 'Editor, where named.';
COMMENT ON COLUMN revisions.image_urls IS 'Addresses of the images of the article.';
COMMENT ON COLUMN revisions.page_count IS 'Pages that were joined.';
COMMENT ON COLUMN revisions.is_complete IS 'Whether every page that the article links was read.';
COMMENT ON COLUMN revisions.dateline_place IS 'Place of the dateline, as written.';
COMMENT ON COLUMN revisions.dateline_date IS 'Date of the dateline.';
COMMENT ON COLUMN revisions.dateline_agency IS 'Agency of the dateline, as written.';
COMMENT ON COLUMN revisions.published_at IS 'Best known time of publication; midnight UTC where only the day is known (sources url and dateline).';
COMMENT ON COLUMN revisions.published_source IS 'Where that time comes from: stamp (time on the page), feed, url, dateline, meta (metadata of the page), in this order of trust.';
COMMENT ON COLUMN revisions.published_spread_days IS 'Days between the earliest and the latest of all dates known: 0 or 1 when they agree.';
COMMENT ON COLUMN revisions.template IS 'Page template that was recognised; general where none was.';
COMMENT ON COLUMN revisions.extractor_version IS 'What read the page: libraries with their versions.';
COMMENT ON COLUMN revisions.capture_id IS 'First capture that has this text (captures).';
COMMENT ON COLUMN revisions.run_id IS 'First run that brought this text (runs).';
COMMENT ON COLUMN revisions.superseded_run_id IS 'Run that brought the next text in its place; empty while it is current.';
COMMENT ON COLUMN revisions.first_fetched_at IS 'When the text was first fetched.';
COMMENT ON COLUMN revisions.last_fetched_at IS 'When the text was last fetched.';

CREATE TABLE tags (
    tag_id VARCHAR PRIMARY KEY,
    revision_id VARCHAR NOT NULL,
    tag VARCHAR NOT NULL CHECK (tag IN ('conflict', 'evacuation', 'displacement')),
    subtype VARCHAR NOT NULL,
    trigger VARCHAR CHECK (trigger IN ('conflict', 'disaster', 'other')),
    score DOUBLE NOT NULL CHECK (score BETWEEN 0 AND 1),
    rules_version VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    superseded_run_id VARCHAR
);
COMMENT ON TABLE tags IS 'One row per label on a revision: tag, subtype and trigger.';
COMMENT ON COLUMN tags.tag_id IS 'Revision, tag, subtype and trigger.';
COMMENT ON COLUMN tags.revision_id IS 'Revision that carries it (revisions).';
COMMENT ON COLUMN tags.tag IS 'conflict, evacuation or displacement.';
COMMENT ON COLUMN tags.subtype IS 'Kind within the tag, such as deal_evacuation or air_strike.';
COMMENT ON COLUMN tags.trigger IS 'Why people left: conflict, disaster or other; empty for conflict tags.';
COMMENT ON COLUMN tags.score IS 'How strong the evidence is, from 0 to 1.';
COMMENT ON COLUMN tags.rules_version IS 'Version of the rules that decided.';
COMMENT ON COLUMN tags.run_id IS 'Run that brought the text it labels (runs); when other rules gave or took a tag, changes tells.';
COMMENT ON COLUMN tags.superseded_run_id IS 'Run that brought the next text in its place; empty while it is current.';

CREATE TABLE mentions (
    mention_id VARCHAR PRIMARY KEY,
    revision_id VARCHAR NOT NULL,
    tag_id VARCHAR,
    kind VARCHAR NOT NULL CHECK (kind IN ('trigger', 'place', 'actor')),
    field VARCHAR NOT NULL CHECK (field IN ('title', 'body')),
    sentence_no INTEGER NOT NULL CHECK (sentence_no >= 0),
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL CHECK (end_char > start_char),
    text VARCHAR NOT NULL,
    rule_id VARCHAR,
    realis VARCHAR CHECK (realis IN ('done', 'under_way', 'planned', 'called_for', 'denied', 'past')),
    place_id VARCHAR,
    actor_id VARCHAR
);
COMMENT ON TABLE mentions IS 'One row per span of a text that says something: words that prove a tag, words that a rule found and that tag nothing, names of places and actors.';
COMMENT ON COLUMN mentions.mention_id IS 'Hex digest of the row.';
COMMENT ON COLUMN mentions.revision_id IS 'Revision whose text it is (revisions).';
COMMENT ON COLUMN mentions.tag_id IS 'Tag that it proves (tags); empty for names, and for words that carry no tag: their realis or their rule''s weight says why.';
COMMENT ON COLUMN mentions.kind IS 'What the span is: trigger (words that a rule found), place or actor (a name).';
COMMENT ON COLUMN mentions.field IS 'Where it stands: title or body.';
COMMENT ON COLUMN mentions.sentence_no IS 'Sentence of the field that it stands in, from 0.';
COMMENT ON COLUMN mentions.start_char IS 'First code point of the span, from 0.';
COMMENT ON COLUMN mentions.end_char IS 'Code point after the span.';
COMMENT ON COLUMN mentions.text IS 'The words, as published.';
COMMENT ON COLUMN mentions.rule_id IS 'Rule that found it (rules); empty for names.';
COMMENT ON COLUMN mentions.realis IS 'done, under_way, planned (these three tag a report), called_for, denied or past; empty for names.';
COMMENT ON COLUMN mentions.place_id IS 'Place that is named (places); empty where no place is, and where it cannot be told which.';
COMMENT ON COLUMN mentions.actor_id IS 'Actor that is named (actors); empty where none is.';

CREATE TABLE evacuations (
    evacuation_id VARCHAR PRIMARY KEY,
    revision_id VARCHAR NOT NULL,
    evacuation_no INTEGER NOT NULL CHECK (evacuation_no >= 1),
    status VARCHAR NOT NULL CHECK (status IN ('done', 'under_way', 'planned', 'called_for', 'denied', 'past')),
    subtype VARCHAR NOT NULL,
    trigger VARCHAR NOT NULL CHECK (trigger IN ('conflict', 'disaster', 'other')),
    is_under_deal BOOLEAN NOT NULL,
    moved_on DATE,
    field VARCHAR NOT NULL CHECK (field IN ('title', 'body')),
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL CHECK (end_char > start_char),
    text VARCHAR NOT NULL,
    rules_version VARCHAR NOT NULL
);
COMMENT ON TABLE evacuations IS 'One row per movement of people out of danger that a revision tells of, also of one that is demanded, denied or long past.';
COMMENT ON COLUMN evacuations.evacuation_id IS 'Hex digest of the revision and of the words that tell of the movement.';
COMMENT ON COLUMN evacuations.revision_id IS 'Revision that tells of it (revisions).';
COMMENT ON COLUMN evacuations.evacuation_no IS 'Number of the movement within its revision, from 1.';
COMMENT ON COLUMN evacuations.status IS 'done, under_way, planned (these three tag a report), called_for, denied or past.';
COMMENT ON COLUMN evacuations.subtype IS 'deal_evacuation, civilian_evacuation, medical_evacuation, nationals_evacuation or disaster_evacuation.';
COMMENT ON COLUMN evacuations.trigger IS 'Why people left: conflict, disaster or other.';
COMMENT ON COLUMN evacuations.is_under_deal IS 'Whether the text says that an agreement lets or makes them leave.';
COMMENT ON COLUMN evacuations.moved_on IS 'Day of the movement, where the text tells one.';
COMMENT ON COLUMN evacuations.field IS 'Where the words stand: title or body.';
COMMENT ON COLUMN evacuations.start_char IS 'First code point of the words that tell of it, from 0.';
COMMENT ON COLUMN evacuations.end_char IS 'Code point after the words.';
COMMENT ON COLUMN evacuations.text IS 'The words that tell of it, as published.';
COMMENT ON COLUMN evacuations.rules_version IS 'Version of the rules that found it.';

CREATE TABLE evacuation_places (
    evacuation_place_id VARCHAR PRIMARY KEY,
    evacuation_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL CHECK (role IN ('origin', 'destination')),
    name VARCHAR NOT NULL,
    place_id VARCHAR,
    field VARCHAR NOT NULL CHECK (field IN ('title', 'body')),
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL CHECK (end_char > start_char),
    text VARCHAR NOT NULL
);
COMMENT ON TABLE evacuation_places IS 'One row per place that a movement left or went to, as the text names it.';
COMMENT ON COLUMN evacuation_places.evacuation_place_id IS 'Hex digest of the row.';
COMMENT ON COLUMN evacuation_places.evacuation_id IS 'Movement (evacuations).';
COMMENT ON COLUMN evacuation_places.revision_id IS 'Revision whose text it is (revisions).';
COMMENT ON COLUMN evacuation_places.role IS 'origin or destination.';
COMMENT ON COLUMN evacuation_places.name IS 'Name as the text has it, without prefixed particles.';
COMMENT ON COLUMN evacuation_places.place_id IS 'Place that it means (places); empty where no list holds the name or where its homonyms cannot be told apart.';
COMMENT ON COLUMN evacuation_places.field IS 'Where it stands: title or body.';
COMMENT ON COLUMN evacuation_places.start_char IS 'First code point of the span, from 0.';
COMMENT ON COLUMN evacuation_places.end_char IS 'Code point after the span.';
COMMENT ON COLUMN evacuation_places.text IS 'The words, as published.';

CREATE TABLE evacuation_actors (
    evacuation_actor_id VARCHAR PRIMARY KEY,
    evacuation_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL CHECK (role IN ('party', 'evacuated')),
    actor_id VARCHAR NOT NULL,
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL CHECK (end_char > start_char),
    text VARCHAR NOT NULL
);
COMMENT ON TABLE evacuation_actors IS 'One row per actor that had a part in a movement, each time that the body names it in that part.';
COMMENT ON COLUMN evacuation_actors.evacuation_actor_id IS 'Hex digest of the row.';
COMMENT ON COLUMN evacuation_actors.evacuation_id IS 'Movement (evacuations).';
COMMENT ON COLUMN evacuation_actors.revision_id IS 'Revision whose body it is (revisions).';
COMMENT ON COLUMN evacuation_actors.role IS 'party (to the deal that the movement is under) or evacuated (it or its people moved).';
COMMENT ON COLUMN evacuation_actors.actor_id IS 'Actor (actors).';
COMMENT ON COLUMN evacuation_actors.start_char IS 'First code point of the words in the body, from 0.';
COMMENT ON COLUMN evacuation_actors.end_char IS 'Code point after the words.';
COMMENT ON COLUMN evacuation_actors.text IS 'The words, as published.';

CREATE TABLE counts (
    count_id VARCHAR PRIMARY KEY,
    evacuation_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    unit VARCHAR NOT NULL CHECK (unit IN (
        'people', 'civilians', 'fighters', 'households', 'wounded', 'nationals', 'vehicles')),
    low BIGINT NOT NULL CHECK (low >= 0),
    high BIGINT NOT NULL CHECK (high >= low),
    qualifier VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'about', 'more_than', 'less_than', 'vague')),
    sum_no INTEGER,
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL CHECK (end_char > start_char),
    text VARCHAR NOT NULL
);
COMMENT ON TABLE counts IS 'One row per figure of a movement that the body gives: people, households, vehicles. Totals, parts and repetitions are rows of their own: only those of one sum_no add up.';
COMMENT ON COLUMN counts.count_id IS 'Hex digest of the row.';
COMMENT ON COLUMN counts.evacuation_id IS 'Movement that it counts (evacuations).';
COMMENT ON COLUMN counts.revision_id IS 'Revision whose body it is (revisions).';
COMMENT ON COLUMN counts.unit IS 'What is counted: people, civilians, fighters, households, wounded, nationals or vehicles.';
COMMENT ON COLUMN counts.low IS 'Lowest number that the words allow.';
COMMENT ON COLUMN counts.high IS 'Highest number that the words allow; equal to low where one figure is given.';
COMMENT ON COLUMN counts.qualifier IS 'exact, about, more_than, less_than, or vague for tens, hundreds, thousands.';
COMMENT ON COLUMN counts.sum_no IS 'Figures of one movement that the text joins by "and" have the same number and add up; empty for a part of the figure before it ("among them 112").';
COMMENT ON COLUMN counts.start_char IS 'First code point of the words in the body, from 0.';
COMMENT ON COLUMN counts.end_char IS 'Code point after the words.';
COMMENT ON COLUMN counts.text IS 'The words, as published.';

CREATE TABLE casualties (
    casualty_id VARCHAR PRIMARY KEY,
    revision_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('killed', 'wounded', 'missing', 'captured')),
    low BIGINT NOT NULL CHECK (low >= 0),
    high BIGINT NOT NULL CHECK (high >= low),
    qualifier VARCHAR NOT NULL CHECK (qualifier IN ('exact', 'about', 'more_than', 'less_than', 'vague')),
    start_char INTEGER NOT NULL CHECK (start_char >= 0),
    end_char INTEGER NOT NULL CHECK (end_char > start_char),
    text VARCHAR NOT NULL
);
COMMENT ON TABLE casualties IS 'One row per figure of people killed, wounded, missing or captured that the body of a revision gives. A total and a part of it are rows of their own: do not add them up blindly.';
COMMENT ON COLUMN casualties.casualty_id IS 'Hex digest of the row.';
COMMENT ON COLUMN casualties.revision_id IS 'Revision whose body it is (revisions).';
COMMENT ON COLUMN casualties.kind IS 'killed, wounded, missing or captured (abducted, exchanged and freed captives too).';
COMMENT ON COLUMN casualties.low IS 'Lowest number that the words allow.';
COMMENT ON COLUMN casualties.high IS 'Highest number that the words allow; equal to low where one figure is given.';
COMMENT ON COLUMN casualties.qualifier IS 'exact, about, more_than, less_than, or vague for tens, hundreds, thousands.';
COMMENT ON COLUMN casualties.start_char IS 'First code point of the words in the body, from 0.';
COMMENT ON COLUMN casualties.end_char IS 'Code point after the words.';
COMMENT ON COLUMN casualties.text IS 'The words, as published.';

CREATE TABLE places (
    place_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    name_en VARCHAR,
    kind VARCHAR NOT NULL CHECK (kind IN ('country', 'province', 'city', 'area', 'listed')),
    country VARCHAR,
    admin VARCHAR,
    lat DOUBLE NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon DOUBLE NOT NULL CHECK (lon BETWEEN -180 AND 180),
    population BIGINT CHECK (population > 0),
    source VARCHAR NOT NULL CHECK (source IN ('geonames', 'marsad', 'user'))
);
COMMENT ON TABLE places IS 'One row per place that some text names.';
COMMENT ON COLUMN places.place_id IS 'iso:SY, admin1:SY.07, geonames:174448, marsad:SY/… for our own list, or the id in the user''s list.';
COMMENT ON COLUMN places.name IS 'Arabic name.';
COMMENT ON COLUMN places.name_en IS 'Name in Latin letters: that of GeoNames, or our own; none for places of the user''s list.';
COMMENT ON COLUMN places.kind IS 'country, province, city, area (our own list) or listed (the user''s list).';
COMMENT ON COLUMN places.country IS 'ISO 3166-1 alpha-2 code of its country.';
COMMENT ON COLUMN places.admin IS 'Arabic name of its first-level division.';
COMMENT ON COLUMN places.lat IS 'Latitude in degrees, WGS 84; of a country or province a point near its middle.';
COMMENT ON COLUMN places.lon IS 'Longitude in degrees, WGS 84.';
COMMENT ON COLUMN places.population IS 'Inhabitants, where known.';
COMMENT ON COLUMN places.source IS 'Who says so: geonames, marsad (our own list) or user (the list that the operator gave).';

CREATE TABLE actors (
    actor_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    name_en VARCHAR,
    kind VARCHAR NOT NULL CHECK (kind IN ('armed_group', 'army', 'state', 'agency', 'coalition')),
    country VARCHAR,
    wikidata_id VARCHAR
);
COMMENT ON TABLE actors IS 'One row per actor that some text names.';
COMMENT ON COLUMN actors.actor_id IS 'Stable id, such as army:SY or army where the text does not tell whose.';
COMMENT ON COLUMN actors.name IS 'Arabic name.';
COMMENT ON COLUMN actors.name_en IS 'English name.';
COMMENT ON COLUMN actors.kind IS 'armed_group, army, state, agency or coalition.';
COMMENT ON COLUMN actors.country IS 'ISO 3166-1 alpha-2 code of the country that it belongs to or is at home in.';
COMMENT ON COLUMN actors.wikidata_id IS 'Wikidata id, where sure.';

CREATE TABLE rules (
    rule_id VARCHAR PRIMARY KEY,
    rules_version VARCHAR NOT NULL,
    tag VARCHAR NOT NULL,
    subtype VARCHAR NOT NULL,
    trigger VARCHAR,
    weight DOUBLE NOT NULL,
    comment VARCHAR NOT NULL,
    examples VARCHAR[] NOT NULL
);
COMMENT ON TABLE rules IS 'One row per tagging rule in force.';
COMMENT ON COLUMN rules.rule_id IS 'Stable id of the rule.';
COMMENT ON COLUMN rules.rules_version IS 'Version of the rule set, a hash of its content.';
COMMENT ON COLUMN rules.tag IS 'Tag that it gives.';
COMMENT ON COLUMN rules.subtype IS 'Subtype that it gives.';
COMMENT ON COLUMN rules.trigger IS 'Trigger that it gives, where it knows one.';
COMMENT ON COLUMN rules.weight IS 'What a match adds to the score.';
COMMENT ON COLUMN rules.comment IS 'Why the rule is there.';
COMMENT ON COLUMN rules.examples IS 'Sentences that it matches.';

CREATE TABLE issues (
    issue_id VARCHAR PRIMARY KEY,
    run_id VARCHAR,
    word VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    message VARCHAR NOT NULL
);
COMMENT ON TABLE issues IS 'One row per thing that a person should look at.';
COMMENT ON COLUMN issues.issue_id IS 'Hex digest of the row.';
COMMENT ON COLUMN issues.run_id IS 'Run it belongs to (runs); empty where it belongs to none.';
COMMENT ON COLUMN issues.word IS 'Fixed word for the kind of issue, the name of the check or of the failure.';
COMMENT ON COLUMN issues.subject IS 'What it is about: a feed, a URL, a file.';
COMMENT ON COLUMN issues.message IS 'What happened, and what to do.';
