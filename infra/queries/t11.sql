-- Flows of five cases and more
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
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
