-- Flows of five cases and more
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
legs AS (
    SELECT 'to_seizure' AS kind, departure AS start, country AS finish, case_id FROM chosen WHERE departure <> country
    UNION ALL
    SELECT 'through' AS kind, departure AS start, destination AS finish, case_id FROM chosen
    WHERE departure <> destination
)
SELECT kind, start, finish, count(DISTINCT case_id) AS cases
FROM legs GROUP BY kind, start, finish
HAVING count(DISTINCT case_id) >= 5
ORDER BY kind, cases DESC, start, finish
