-- Counterfeit goods by kind of goods; a row for each unit
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'ipr'
),
counted AS (
    SELECT type, count(DISTINCT case_id) AS cases, count(*) AS seizures FROM chosen GROUP BY type
),
quantities AS (
    SELECT type, base_unit, sum(CAST(base_amount AS DECIMAL(38, 15))) AS quantity FROM chosen GROUP BY type, base_unit
)
SELECT counted.type, counted.cases, counted.seizures, quantities.base_unit AS unit, quantities.quantity
FROM counted JOIN quantities ON quantities.type = counted.type
ORDER BY counted.cases DESC, counted.seizures DESC, counted.type, unit
