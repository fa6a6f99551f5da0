-- Cases, seizures, quantity and most frequent goods by WCO region and by RILO; a row for each unit
WITH asked AS (
    SELECT 'drugs' AS wanted -- category; '*' for all goods
),
chosen AS (
    SELECT *, CASE WHEN wanted = '*' THEN category ELSE category || '.' || type END AS goods
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
regions AS (
    SELECT 'wco' AS scheme, wco_region AS region, case_id, goods FROM chosen
    UNION ALL
    SELECT 'rilo' AS scheme, rilo AS region, case_id, goods FROM chosen
),
counted AS (
    SELECT scheme, region, count(DISTINCT case_id) AS cases, count(*) AS seizures FROM regions GROUP BY scheme, region
),
frequent AS (
    SELECT
        scheme, region, goods,
        row_number() OVER (PARTITION BY scheme, region ORDER BY count(*) DESC, goods) AS place
    FROM regions GROUP BY scheme, region, goods
),
quantities AS (
    SELECT 'wco' AS scheme, wco_region AS region, counted_in, sum(number) AS quantity
    FROM amounts GROUP BY wco_region, counted_in
    UNION ALL
    SELECT 'rilo' AS scheme, rilo AS region, counted_in, sum(number) AS quantity FROM amounts GROUP BY rilo, counted_in
)
SELECT
    counted.scheme, counted.region, counted.cases, counted.seizures, frequent.goods AS most_frequent,
    quantities.counted_in AS unit, quantities.quantity
FROM counted
JOIN frequent ON frequent.scheme = counted.scheme AND frequent.region = counted.region AND frequent.place = 1
LEFT JOIN quantities ON quantities.scheme = counted.scheme AND quantities.region = counted.region
ORDER BY counted.scheme, counted.cases DESC, counted.seizures DESC, counted.region, unit
