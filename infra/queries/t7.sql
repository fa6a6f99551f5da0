-- Cases by direction
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
)
SELECT direction, count(DISTINCT case_id) AS cases
FROM chosen GROUP BY direction
ORDER BY cases DESC, direction
