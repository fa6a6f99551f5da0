-- Cases by mode of transport
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
)
SELECT mode, count(DISTINCT case_id) AS cases
FROM chosen GROUP BY mode
ORDER BY cases DESC, mode
