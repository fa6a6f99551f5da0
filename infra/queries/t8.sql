-- Cases by detection method
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
)
SELECT detection, count(DISTINCT case_id) AS cases
FROM chosen WHERE detection IS NOT NULL GROUP BY detection
ORDER BY cases DESC, detection
