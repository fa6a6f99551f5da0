-- Counterfeit goods by kind of goods
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'ipr' -- category: leave this line out for all goods
)
SELECT
    type,
    count(DISTINCT case_id) AS cases,
    count(*) AS seizures,
    sum(CASE WHEN base_unit = 'H87' THEN CAST(base_amount AS DECIMAL(38, 15)) ELSE 0 END) AS pieces
FROM chosen GROUP BY type
ORDER BY cases DESC, seizures DESC, type
