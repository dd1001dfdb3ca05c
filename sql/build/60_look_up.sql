-- Made when the tables are full. With an index DuckDB reads a row where it would read 2,048 whole texts: what shows a few
-- articles, such as `search`, finds them by id, with nothing else to narrow the rows. Keys need none to be told apart.
CREATE INDEX articles_by_id ON articles (article_id);
CREATE INDEX revisions_by_id ON revisions (revision_id);
CREATE INDEX tags_by_revision ON tags (revision_id);
