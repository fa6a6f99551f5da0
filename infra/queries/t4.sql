-- Cases and seizures by reporting administration
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
)
SELECT administration, count(DISTINCT case_id) AS cases, count(*) AS seizures
FROM chosen GROUP BY administration
ORDER BY cases DESC, seizures DESC, administration
