"""The jobs: how many wait, which are dead, and running one again."""

from uuid import UUID

import flask
from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.shared.jobs import JobDesk
from core.shared.paging import PageRequest
from core.shared.time import Clock
from web.security import current_actor, requires


def build_job_pages(*, desk: JobDesk, clock: Clock) -> Blueprint:
    pages = Blueprint("jobs", __name__, url_prefix="/admin/jobs")

    @pages.get("")
    @requires(Permission.RUN_JOBS)
    def jobs() -> str:
        dead = desk.dead(PageRequest(size=25, after=request.args.get("after")))
        return render_template("running/jobs.html", kinds=desk.kinds(), dead=dead, now=clock.now())

    @pages.post("/<uuid:job_id>/run-again")
    @requires(Permission.RUN_JOBS)
    def run_again(job_id: UUID) -> ResponseReturnValue:
        desk.run_again(job_id, by=current_actor().label)
        flask.flash("The job has all its tries anew and runs in a moment.", "success")
        return redirect("/admin/jobs")

    return pages
