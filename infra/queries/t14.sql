-- Reporting: administrations by category, days to publication, fields that cases lack
WITH chosen AS (
    SELECT * FROM seizure_lines
    WHERE scope IN ('open') -- scope: open, amber, strict; as far as you may read
      AND month BETWEEN '2025-01' AND '2025-12' -- period
      AND category = 'drugs' -- category: leave this line out for all goods
),
cases AS (
    SELECT DISTINCT
        case_id, administration,
        greatest(0, date_diff('day', CAST(seized_on AS DATE), CAST(published_on AS DATE))) AS days
    FROM chosen WHERE date_precision = 'day'
),
ranked AS (
    SELECT
        administration, days,
        row_number() OVER (PARTITION BY administration ORDER BY days) AS place,
        count(*) OVER (PARTITION BY administration) AS number
    FROM cases
)
SELECT 'reporters' AS section, category AS code, count(DISTINCT administration) AS number, NULL AS median, NULL AS p90
FROM chosen GROUP BY category
UNION ALL
SELECT
    'delays' AS section, administration AS code, count(*) AS number,
    max(CASE WHEN place = ceil(number / 2.0) THEN days END) AS median,
    max(CASE WHEN place = ceil(number * 9 / 10.0) THEN days END) AS p90
FROM ranked GROUP BY administration
UNION ALL
SELECT 'missing' AS section, lacking.field AS code, count(DISTINCT case_id) AS number, NULL AS median, NULL AS p90
FROM chosen CROSS JOIN UNNEST(missing_fields) AS lacking (field) GROUP BY lacking.field
ORDER BY section, code
