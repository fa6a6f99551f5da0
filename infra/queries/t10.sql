-- Sizes of cases: quartiles, and the share of the ten largest
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
    SELECT *, base_unit AS counted_in, CAST(base_amount AS DECIMAL(38, 15)) AS number FROM chosen
    UNION ALL
    SELECT *, 'money:' || currency AS counted_in, CAST(value AS DECIMAL(38, 15)) AS number FROM chosen
    WHERE category = 'currency' AND value IS NOT NULL
),
sizes AS (
    SELECT category || '.' || type AS goods, counted_in AS unit, case_id, sum(number) AS amount
    FROM amounts GROUP BY category || '.' || type, counted_in, case_id
),
ranked AS (
    SELECT
        goods, unit, amount,
        row_number() OVER (PARTITION BY goods, unit ORDER BY amount) AS place,
        row_number() OVER (PARTITION BY goods, unit ORDER BY amount DESC) AS largest,
        count(*) OVER (PARTITION BY goods, unit) AS cases
    FROM sizes
)
SELECT
    goods, unit, count(*) AS cases,
    max(CASE WHEN place = ceil(cases / 4.0) THEN amount END) AS p25,
    max(CASE WHEN place = ceil(cases / 2.0) THEN amount END) AS median,
    max(CASE WHEN place = ceil(cases * 3 / 4.0) THEN amount END) AS p75,
    sum(amount) AS quantity,
    sum(CASE WHEN largest <= 10 THEN amount ELSE 0 END) AS largest_10
FROM ranked GROUP BY goods, unit
ORDER BY goods, unit
