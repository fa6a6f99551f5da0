-- Cases and quantity by mode of transport; a row for each unit
WITH asked AS (
    SELECT 'drugs' AS wanted -- category; '*' for all goods
),
chosen AS (
    SELECT *
    FROM seizure_lines CROSS JOIN asked
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND wanted IN (category, '*')
),
amounts AS (
    SELECT *, base_unit AS counted_in, CAST(base_amount AS DECIMAL(38, 15)) AS number FROM chosen WHERE wanted <> '*'
    UNION ALL
    SELECT *, 'money:' || currency AS counted_in, CAST(value AS DECIMAL(38, 15)) AS number FROM chosen
    WHERE category = 'currency' AND value IS NOT NULL AND wanted <> '*'
),
counted AS (
    SELECT mode, count(DISTINCT case_id) AS cases FROM chosen GROUP BY mode
),
quantities AS (
    SELECT mode, counted_in, sum(number) AS quantity FROM amounts GROUP BY mode, counted_in
)
SELECT counted.mode, counted.cases, quantities.counted_in AS unit, quantities.quantity
FROM counted LEFT JOIN quantities ON quantities.mode = counted.mode
ORDER BY counted.cases DESC, counted.mode, unit
