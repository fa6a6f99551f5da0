-- Cases by detection method
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
SELECT detection, count(DISTINCT case_id) AS cases
FROM chosen WHERE detection IS NOT NULL GROUP BY detection
ORDER BY cases DESC, detection
