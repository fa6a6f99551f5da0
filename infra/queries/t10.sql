-- Sizes of cases: quartiles, and the share of the ten largest
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
),
sizes AS (
    SELECT category, type, base_unit, case_id, sum(CAST(base_amount AS DECIMAL(38, 15))) AS amount
    FROM chosen GROUP BY category, type, base_unit, case_id
),
ranked AS (
    SELECT
        category, type, base_unit, amount,
        row_number() OVER (PARTITION BY category, type, base_unit ORDER BY amount) AS place,
        row_number() OVER (PARTITION BY category, type, base_unit ORDER BY amount DESC) AS largest,
        count(*) OVER (PARTITION BY category, type, base_unit) AS cases
    FROM sizes
)
SELECT
    category, type, base_unit AS unit,
    count(*) AS cases,
    max(CASE WHEN place = ceil(cases / 4.0) THEN amount END) AS p25,
    max(CASE WHEN place = ceil(cases / 2.0) THEN amount END) AS median,
    max(CASE WHEN place = ceil(cases * 3 / 4.0) THEN amount END) AS p75,
    sum(amount) AS quantity,
    sum(CASE WHEN largest <= 10 THEN amount ELSE 0 END) AS largest_10
FROM ranked GROUP BY category, type, base_unit
ORDER BY category, type, unit
