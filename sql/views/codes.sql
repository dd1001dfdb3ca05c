-- Grain: one row per tag, subtype and trigger that tags can hold; trigger is empty for conflict.
-- Answers: what do ACLED, PLOVER and IDMC call it? The nearest type of each, never more: docs/codes.md tells the limits.
CREATE VIEW codes AS
WITH of_subtype (tag, subtype, acled_event_type, acled_sub_event_type, plover_event_type, plover_mode, idmc_category, idmc_term) AS (
    VALUES
        ('conflict', 'battle', 'Battles', 'Armed clash', 'ASSAULT', NULL, NULL, NULL),
        ('conflict', 'air_strike', 'Explosions/Remote violence', 'Air/drone strike', 'ASSAULT', 'aerial', NULL, NULL),
        ('conflict', 'shelling', 'Explosions/Remote violence', 'Shelling/artillery/missile attack', 'ASSAULT', 'heavy-weapons', NULL, NULL),
        ('conflict', 'bombing', 'Explosions/Remote violence', 'Remote explosive/landmine/IED', 'ASSAULT', 'explosives', NULL, NULL),
        ('conflict', 'armed_attack', 'Violence against civilians', 'Attack', 'ASSAULT', 'firearms', NULL, NULL),
        ('conflict', 'abduction', 'Violence against civilians', 'Abduction/forced disappearance', 'ASSAULT', 'abduct', NULL, NULL),
        ('conflict', 'siege', 'Strategic developments', 'Other', 'COERCE', 'restrict', NULL, NULL),
        ('conflict', 'territory_change', 'Battles', NULL, 'RETREAT', 'withdraw', NULL, NULL),
        ('conflict', 'ceasefire_or_deal', 'Strategic developments', 'Agreement', 'RETREAT', 'ceasefire', NULL, NULL),
        ('conflict', 'exchange', 'Strategic developments', 'Other', 'RETREAT', 'release', NULL, NULL),
        ('evacuation', 'deal_evacuation', 'Strategic developments', 'Non-violent transfer of territory', 'RETREAT', 'withdraw', 'Internal Displacements', 'Evacuated'),
        ('evacuation', 'civilian_evacuation', NULL, NULL, 'AID', NULL, 'Internal Displacements', 'Evacuated'),
        ('evacuation', 'medical_evacuation', NULL, NULL, 'AID', NULL, NULL, 'Evacuated'),
        ('evacuation', 'nationals_evacuation', NULL, NULL, 'AID', NULL, NULL, 'Evacuated'),
        ('evacuation', 'disaster_evacuation', NULL, NULL, 'AID', NULL, 'Internal Displacements', 'Evacuated'),
        ('displacement', 'flight', NULL, NULL, NULL, NULL, 'Internal Displacements', 'Forced to flee'),
        ('displacement', 'displaced_people', NULL, NULL, NULL, NULL, 'IDPs', 'Displaced'),
        ('displacement', 'return', NULL, NULL, NULL, NULL, 'Return', 'Returns')
),
triggers (trigger, idmc_crisis_type) AS (
    VALUES ('conflict', 'Conflict'), ('disaster', 'Disaster'), ('other', 'Other')
)
SELECT
    of_subtype.tag,
    of_subtype.subtype,
    triggers.trigger,
    CASE WHEN coalesce(triggers.trigger, 'conflict') = 'conflict' THEN of_subtype.acled_event_type END AS acled_event_type,
    CASE WHEN coalesce(triggers.trigger, 'conflict') = 'conflict' THEN of_subtype.acled_sub_event_type END
        AS acled_sub_event_type,
    of_subtype.plover_event_type,
    of_subtype.plover_mode,
    of_subtype.idmc_category,
    of_subtype.idmc_term,
    triggers.idmc_crisis_type
FROM of_subtype
LEFT JOIN triggers ON of_subtype.tag <> 'conflict';
COMMENT ON COLUMN codes.acled_event_type IS 'Nearest event type of ACLED; empty where ACLED codes no such event.';
COMMENT ON COLUMN codes.acled_sub_event_type IS 'Nearest sub-event type of ACLED; empty where it hangs on what a subtype does not tell, such as who took the territory.';
COMMENT ON COLUMN codes.plover_event_type IS 'Nearest event type of PLOVER; empty where PLOVER codes the one who causes it, whom a tag does not name.';
COMMENT ON COLUMN codes.plover_mode IS 'Nearest mode of that type; empty where it has none, or where it hangs on the weapon.';
COMMENT ON COLUMN codes.idmc_category IS 'Figure category of IDMC that a figure of such a report would be of, if the people stay in their country; empty where they usually do not.';
COMMENT ON COLUMN codes.idmc_term IS 'Figure term of IDMC.';
COMMENT ON COLUMN codes.idmc_crisis_type IS 'Crisis type of IDMC, by the trigger.';
