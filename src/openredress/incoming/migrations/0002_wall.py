"""Who reads what of incoming mail behind the wall: addresses and what was taken nobody, mail that
was set aside whoever sees its case, or takes in what comes to the office where it is of none.
"""

from django.db import migrations

from openredress.wall.tables import OF_A_CHAIN, OF_NOBODY, behind_the_wall

#: Mail of no case yet is there for those who take in what comes to its office, and for nobody who
#: was shut out of it, because nobody can be shut out of what is no case.
OF_MAIL = f"""CASE WHEN case_id IS NOT NULL THEN {OF_A_CHAIN} ELSE office_id = ANY (
  (SELECT nullif(current_setting('openredress.takes_in', true), '')::bigint[])::bigint[]) END"""


class Migration(migrations.Migration):
    dependencies = [("incoming", "0001_initial"), ("cases", "0009_exclusions_go_up")]
    operations = [
        behind_the_wall("incoming_replyaddress", OF_NOBODY),
        behind_the_wall("incoming_takenmail", OF_NOBODY),
        behind_the_wall("incoming_setasidemail", OF_MAIL),
    ]
