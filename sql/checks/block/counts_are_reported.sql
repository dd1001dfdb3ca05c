-- Figures of a movement that is only demanded, denied or long past are no counts.
SELECT counts.count_id AS subject, 'counts a movement that is ' || evacuations.status AS message
FROM counts
JOIN evacuations USING (evacuation_id)
WHERE evacuations.status NOT IN ('done', 'under_way', 'planned');
