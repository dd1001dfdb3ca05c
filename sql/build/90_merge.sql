-- From the tables of the affected articles, made in `delta`, into a copy of the live snapshot.
-- What speaks of an affected article goes and comes again; what no article owns is added, or stands whole in `delta`.

CREATE TEMP TABLE affected_revisions AS SELECT revision_id FROM revisions WHERE article_id IN (FROM affected);
CREATE TEMP TABLE affected_urls AS
    SELECT url FROM articles WHERE article_id IN (FROM affected)
    UNION
    SELECT url FROM delta.articles;

DELETE FROM entries WHERE article_id IN (FROM affected);
INSERT INTO entries BY NAME FROM delta.entries;
DELETE FROM fetches WHERE article_id IN (FROM affected);
INSERT INTO fetches BY NAME FROM delta.fetches;
INSERT INTO captures BY NAME FROM delta.captures ANTI JOIN captures USING (capture_id);
DELETE FROM articles WHERE article_id IN (FROM affected);
INSERT INTO articles BY NAME FROM delta.articles;
DELETE FROM revisions WHERE article_id IN (FROM affected);
INSERT INTO revisions BY NAME FROM delta.revisions;
DELETE FROM tags WHERE revision_id IN (FROM affected_revisions);
INSERT INTO tags BY NAME FROM delta.tags;
DELETE FROM mentions WHERE revision_id IN (FROM affected_revisions);
INSERT INTO mentions BY NAME FROM delta.mentions;
DELETE FROM casualties WHERE revision_id IN (FROM affected_revisions);
INSERT INTO casualties BY NAME FROM delta.casualties;
DELETE FROM evacuations WHERE revision_id IN (FROM affected_revisions);
INSERT INTO evacuations BY NAME FROM delta.evacuations;
DELETE FROM evacuation_places WHERE revision_id IN (FROM affected_revisions);
INSERT INTO evacuation_places BY NAME FROM delta.evacuation_places;
DELETE FROM evacuation_actors WHERE revision_id IN (FROM affected_revisions);
INSERT INTO evacuation_actors BY NAME FROM delta.evacuation_actors;
DELETE FROM counts WHERE revision_id IN (FROM affected_revisions);
INSERT INTO counts BY NAME FROM delta.counts;

INSERT INTO places BY NAME FROM delta.places ANTI JOIN places USING (place_id);
DELETE FROM places
WHERE place_id NOT IN (
    SELECT place_id FROM mentions WHERE place_id IS NOT NULL
    UNION SELECT place_id FROM evacuation_places WHERE place_id IS NOT NULL);
INSERT INTO actors BY NAME FROM delta.actors ANTI JOIN actors USING (actor_id);
DELETE FROM actors
WHERE actor_id NOT IN (
    SELECT actor_id FROM mentions WHERE actor_id IS NOT NULL
    UNION SELECT actor_id FROM evacuation_actors);

DELETE FROM feeds;
INSERT INTO feeds BY NAME FROM delta.feeds;
DELETE FROM runs;
INSERT INTO runs BY NAME FROM delta.runs;
DELETE FROM archive_files;
INSERT INTO archive_files BY NAME FROM delta.archive_files;
DELETE FROM imported_files;
INSERT INTO imported_files BY NAME FROM delta.imported_files;

-- Issues of the archive, of runs and of the affected articles stand in `delta`; those that look at all articles come next.
DELETE FROM issues
WHERE subject IN (FROM affected_urls) OR word IN ('feed_needs_a_look', 'feed_gap', 'clock_set_back', 'run_interrupted', 'archive_damage', 'import_unreadable');
INSERT INTO issues BY NAME FROM delta.issues ANTI JOIN issues USING (issue_id);
