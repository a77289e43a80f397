"""The duties as periodic jobs of procrastinate, which keeps its queue inside PostgreSQL.

However many workers run, each job is queued once for its minute, and not while one of the same
duty still waits to begin.
"""

from contextlib import suppress

from django.utils import timezone
from procrastinate import exceptions, job_context, jobs
from procrastinate.contrib.django import app

from . import duties
from .duties import Duty
from .models import Run

QUEUE = "duties"


def _schedule(duty: Duty) -> None:
    def job(timestamp: int) -> None:
        duties.run(duty, timezone.now())

    task = app.task(job, name=duty.name, queue=QUEUE, queueing_lock=duty.name)
    app.periodic(cron=duty.every, periodic_id=duty.name)(task)


for _duty in duties.DUTIES:
    _schedule(_duty)


@app.periodic(cron="* * * * *", periodic_id="clear-away")
@app.task(name="clear-away", queue=QUEUE, queueing_lock="clear-away", pass_context=True)
async def clear_away(context: job_context.JobContext, timestamp: int) -> None:
    """Forgets jobs whose worker was killed, and those that failed a day ago.

    Nothing is lost: every duty looks for what is not done yet, and its next job comes within
    minutes.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(queue=QUEUE):
        await manager.finish_job(job, status=jobs.Status.ABORTED, delete_job=True)
    await manager.delete_old_jobs(
        nb_hours=24, include_failed=True, include_cancelled=True, include_aborted=True
    )


async def queue_new() -> None:
    """Queues every duty that was never done, without waiting for its minute: a new installation
    is well as soon as its worker runs, and so is an old one that was given a new duty.
    """
    done = {name async for name in Run.objects.values_list("duty", flat=True)}
    for duty in duties.DUTIES:
        if duty.name not in done:
            with suppress(exceptions.AlreadyEnqueued):
                await app.tasks[duty.name].defer_async(timestamp=0)
