-- Grain: one row per report among the $most first of the brief that tells of fighting, the weightiest first.
-- Answers: which fighting is told of, where, between whom, with which toll?
SELECT
    conflict_reports.article_id,
    conflict_reports.published_at,
    conflict_reports.title,
    conflict_reports.url,
    list(DISTINCT conflict_reports.subtype ORDER BY conflict_reports.subtype) AS subtypes,
    list_distinct(flatten(list(coalesce(conflict_reports.places, [])))) AS places,
    list_distinct(flatten(list(coalesce(conflict_reports.places_en, [])))) AS places_en,
    list_distinct(flatten(list(coalesce(conflict_reports.actors, [])))) AS actors,
    list_distinct(flatten(list(coalesce(conflict_reports.actors_en, [])))) AS actors_en,
    any_value(brief_reports.killed) AS killed,
    any_value(brief_reports.wounded) AS wounded,
    any_value(brief_reports.missing) AS missing,
    any_value(brief_reports.captured) AS captured
FROM conflict_reports
JOIN brief_reports USING (article_id)
WHERE brief_reports.rank <= $most
GROUP BY ALL
ORDER BY any_value(brief_reports.rank)
