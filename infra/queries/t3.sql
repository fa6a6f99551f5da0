-- Cases and seizures by WCO region and by RILO
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
)
SELECT 'wco' AS scheme, wco_region AS region, count(DISTINCT case_id) AS cases, count(*) AS seizures
FROM chosen GROUP BY wco_region
UNION ALL
SELECT 'rilo' AS scheme, rilo AS region, count(DISTINCT case_id) AS cases, count(*) AS seizures
FROM chosen GROUP BY rilo
ORDER BY scheme, cases DESC, seizures DESC, region
