-- Cases, seizures and quantity by reporting administration; a row for each unit
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
    SELECT administration, count(DISTINCT case_id) AS cases, count(*) AS seizures FROM chosen GROUP BY administration
),
quantities AS (
    SELECT administration, counted_in, sum(number) AS quantity FROM amounts GROUP BY administration, counted_in
)
SELECT counted.administration, counted.cases, counted.seizures, quantities.counted_in AS unit, quantities.quantity
FROM counted LEFT JOIN quantities ON quantities.administration = counted.administration
ORDER BY counted.cases DESC, counted.seizures DESC, counted.administration, unit
