"""Totals by office, kept as cases and promises change, so that a page adds up a few of them however
many cases there are.

A trigger keeps them, because rows are written one by one and by COPY. It only ever adds rows, each
the change of a total, so that nobody who writes waits for another; the worker adds them up. Which
total a row belongs to is said by the two functions that the triggers call, and once more in Python
by `cases.totals`, from which `openredress verify` proves them.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from openredress.wall.tables import behind_the_wall

numbers = import_module("openredress.cases.migrations.0004_the_wall").numbers

#: A case that whoever sees its office sees: nobody is shut out of it, and it is no report of
#: reprisal. The others are counted one by one, for each reader.
FUNCTIONS = """
CREATE FUNCTION openredress_is_plain(one cases_case) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT one.blocked = '{}' AND one.blocked_offices = '{}' AND NOT one.is_reprisal
$$;

CREATE FUNCTION openredress_total_case(one cases_case, change integer) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  IF NOT one.is_open OR NOT openredress_is_plain(one) THEN
    RETURN;
  END IF;
  IF one.next_due_at IS NOT NULL THEN
    INSERT INTO cases_total (office_id, what, is_month, at, count, is_sum) VALUES
      (one.office_id, 'due', false, one.next_due_at, change, false),
      (one.office_id, 'due', true, date_trunc('month', one.next_due_at, 'UTC'), change, false);
  END IF;
  IF one.pending_limit <> '' THEN
    INSERT INTO cases_total (office_id, what, is_month, at, count, is_sum)
    VALUES (one.office_id, 'extension', false, NULL, change, false);
  END IF;
  IF one.unserved_since IS NOT NULL THEN
    INSERT INTO cases_total (office_id, what, is_month, at, count, is_sum)
    VALUES (one.office_id, 'unserved', false, NULL, change, false);
  END IF;
END $$;

CREATE FUNCTION openredress_total_promise(
  one cases_promisedremedy, office bigint, change integer
) RETURNS void LANGUAGE sql AS $$
  INSERT INTO cases_total (office_id, promised_by_id, what, is_month, at, count, is_sum)
  SELECT office, one.office_id,
    CASE WHEN one.done_on IS NULL THEN 'undone' WHEN one.done_on > one.promised_on THEN 'late'
         ELSE 'kept' END || ':' || one.state,
    month.yes,
    date_trunc(CASE WHEN month.yes THEN 'month' ELSE 'day' END, one.promised_on::timestamp)
      AT TIME ZONE 'UTC',
    change, false
  FROM (VALUES (false), (true)) AS month (yes)
$$;

CREATE FUNCTION openredress_case_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.office_id, OLD.is_open, OLD.next_due_at, OLD.pending_limit <> '',
        OLD.unserved_since IS NULL, openredress_is_plain(OLD))
       IS NOT DISTINCT FROM
       (NEW.office_id, NEW.is_open, NEW.next_due_at, NEW.pending_limit <> '',
        NEW.unserved_since IS NULL, openredress_is_plain(NEW)) THEN
      RETURN NULL;
    END IF;
    IF (OLD.office_id, openredress_is_plain(OLD)) <> (NEW.office_id, openredress_is_plain(NEW)) THEN
      PERFORM openredress_total_promise(p, OLD.office_id, -1)
         FROM cases_promisedremedy p WHERE p.case_id = OLD.id AND openredress_is_plain(OLD);
      PERFORM openredress_total_promise(p, NEW.office_id, 1)
         FROM cases_promisedremedy p WHERE p.case_id = NEW.id AND openredress_is_plain(NEW);
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    PERFORM openredress_total_case(OLD, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM openredress_total_case(NEW, 1);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION openredress_promise_totals() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  office bigint;
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.office_id, OLD.promised_on, OLD.done_on, OLD.state)
     IS NOT DISTINCT FROM (NEW.office_id, NEW.promised_on, NEW.done_on, NEW.state) THEN
    RETURN NULL;
  END IF;
  SELECT c.office_id INTO office FROM cases_case c
   WHERE openredress_is_plain(c) AND c.id = coalesce(NEW.case_id, OLD.case_id);
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    PERFORM openredress_total_promise(OLD, office, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM openredress_total_promise(NEW, office, 1);
  END IF;
  RETURN NULL;
END $$;
"""
#: What is there already is counted once, by the same functions.
BEGINNING = """
SELECT openredress_total_case(c, 1) FROM cases_case c;
SELECT openredress_total_promise(p, c.office_id, 1) FROM cases_promisedremedy p JOIN cases_case c
  ON c.id = p.case_id WHERE openredress_is_plain(c);
WITH taken AS (
  DELETE FROM cases_total RETURNING office_id, promised_by_id, what, is_month, at, count
)
INSERT INTO cases_total (office_id, promised_by_id, what, is_month, at, count, is_sum)
SELECT office_id, promised_by_id, what, is_month, at, sum(count), true
  FROM taken GROUP BY 1, 2, 3, 4, 5;
"""
TRIGGERS = """
CREATE TRIGGER totals AFTER INSERT OR UPDATE OR DELETE ON cases_case
  FOR EACH ROW EXECUTE FUNCTION openredress_case_totals();
CREATE TRIGGER totals AFTER INSERT OR UPDATE OR DELETE ON cases_promisedremedy
  FOR EACH ROW EXECUTE FUNCTION openredress_promise_totals();
"""
NOTHING = """
DROP TRIGGER totals ON cases_promisedremedy;
DROP TRIGGER totals ON cases_case;
DROP FUNCTION openredress_promise_totals;
DROP FUNCTION openredress_case_totals;
DROP FUNCTION openredress_total_promise;
DROP FUNCTION openredress_total_case;
DROP FUNCTION openredress_is_plain;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_panel")]
    operations = [
        migrations.CreateModel(
            "Total",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False, verbose_name="ID", auto_created=True)),
                ("what", models.CharField(max_length=20)),
                ("is_month", models.BooleanField(default=False)),
                ("at", models.DateTimeField(null=True, blank=True)),
                ("count", models.BigIntegerField()),
                ("is_sum", models.BooleanField(default=False)),
                (
                    "promised_by",
                    models.ForeignKey(
                        to="offices.office", on_delete=models.CASCADE, related_name="+",
                        db_index=False, db_constraint=False, null=True, blank=True,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        to="offices.office", on_delete=models.CASCADE, related_name="+",
                        db_index=False, db_constraint=False,
                    ),
                ),
            ],
            options={"verbose_name": "total"},
        ),  # fmt: skip
        migrations.AddConstraint(
            "total",
            models.UniqueConstraint(
                fields=["office", "promised_by", "what", "is_month", "at"], condition=Q(is_sum=True),
                nulls_distinct=False, name="total_once",
            ),
        ),  # fmt: skip
        migrations.AddIndex(
            "total",
            models.Index(
                fields=["office", "what", "is_month", "at"], include=["promised_by", "count"],
                name="totals_of_office",
            ),
        ),  # fmt: skip
        migrations.AddIndex(
            "case",
            models.Index(
                "office",
                condition=~Q(blocked=[]) | ~Q(blocked_offices=[]) | Q(is_reprisal=True),
                name="counted_one_by_one",
            ),
        ),  # fmt: skip
        migrations.AddIndex(
            "promisedremedy",
            models.Index(
                "office", "promised_on", "id", condition=Q(completed_at__isnull=True),
                name="remedies_undone",
            ),
        ),  # fmt: skip
        behind_the_wall("cases_total", f"office_id = ANY ({numbers('sees')})"),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(BEGINNING, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, NOTHING),
    ]
