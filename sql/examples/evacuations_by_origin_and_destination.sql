-- From where to where were people moved in a year, and how many were told of?
SELECT origin, destination, movement_count, people_low, people_high, first_on, last_on
FROM evacuation_routes
WHERE origin IS NOT NULL AND destination IS NOT NULL
ORDER BY people_high DESC NULLS LAST, origin;
