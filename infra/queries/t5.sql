-- The ten most frequent countries of departure, transit and destination
WITH asked AS (
    SELECT 'drugs' AS wanted -- category; '*' for all goods
),
chosen AS (
    SELECT *
    FROM seizure_lines CROSS JOIN asked
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND wanted IN (category, '*')
),
roles AS (
    SELECT 'departure' AS role, departure AS country, case_id FROM chosen
    UNION ALL
    -- The cast is for readers that guess types: lists that are all empty tell none.
    SELECT 'transit' AS role, CAST(through.country AS VARCHAR) AS country, case_id
    FROM chosen CROSS JOIN UNNEST(transit) AS through (country)
    UNION ALL
    SELECT 'destination' AS role, destination AS country, case_id FROM chosen
),
ranked AS (
    SELECT
        role, country, count(DISTINCT case_id) AS cases,
        row_number() OVER (PARTITION BY role ORDER BY count(DISTINCT case_id) DESC, country) AS place
    FROM roles GROUP BY role, country
)
SELECT role, country, cases FROM ranked WHERE place <= 10
ORDER BY role, cases DESC, country
