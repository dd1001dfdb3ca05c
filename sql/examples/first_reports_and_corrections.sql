-- Which stories were corrected: the title they had at first, and what they said later?
SELECT published_at, first_title, copies, corrections[-1].title AS last_title, corrections[-1].found_at AS corrected_at
FROM story_reports
WHERE correction_count > 0
ORDER BY published_at;
