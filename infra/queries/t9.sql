-- Cases by place and method of concealment
WITH asked AS (
    SELECT 'drugs' AS wanted -- category; '*' for all goods
),
chosen AS (
    SELECT *
    FROM seizure_lines CROSS JOIN asked
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND wanted IN (category, '*')
)
SELECT 'place' AS facet, concealment_place AS code, count(DISTINCT case_id) AS cases
FROM chosen WHERE concealment_place IS NOT NULL GROUP BY concealment_place
UNION ALL
SELECT 'method' AS facet, concealment_method AS code, count(DISTINCT case_id) AS cases
FROM chosen WHERE concealment_method IS NOT NULL GROUP BY concealment_method
ORDER BY facet, cases DESC, code
