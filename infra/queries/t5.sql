-- Countries of departure, transit and destination
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
),
roles AS (
    SELECT 'departure' AS role, departure AS country, case_id FROM chosen
    UNION ALL
    SELECT 'transit' AS role, through.country, case_id FROM chosen CROSS JOIN UNNEST(transit) AS through (country)
    UNION ALL
    SELECT 'destination' AS role, destination AS country, case_id FROM chosen
)
SELECT role, country, count(DISTINCT case_id) AS cases
FROM roles GROUP BY role, country
ORDER BY role, cases DESC, country
