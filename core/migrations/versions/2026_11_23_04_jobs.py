"""Background jobs."""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "04_jobs"
down_revision = "03_live"
branch_labels = None
depends_on = None

# Procrastinate's names carry no schema.  Fixing the path on its functions lets the application call
# them from any session, and the triggers they fire find their tables too.
BIND = """
do $$ declare f record; begin
    for f in select p.oid::regprocedure as name from pg_proc p
             join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'procrastinate'
    loop
        execute format('alter function %s set search_path = procrastinate, pg_temp', f.name);
    end loop;
end $$
"""


def upgrade() -> None:
    """Apply."""
    op.execute("create schema procrastinate")
    op.execute("set local search_path = procrastinate")
    connection = op.get_bind()
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute("set local search_path to default")
    op.execute(BIND)
    # A NOTIFY inside the inserting transaction takes a lock for the whole cluster over its fsync.
    # The worker polls, and the tailer wakes it from outside.
    op.execute(
        "alter table procrastinate.procrastinate_jobs"
        " disable trigger procrastinate_jobs_notify_queue_job_inserted_v1"
    )
    op.execute("grant usage on schema procrastinate to jinmin_app, jinmin_system")
    op.execute(
        "grant select, insert, update, delete on all tables in schema procrastinate"
        " to jinmin_system"
    )
    # A request may add a job and learn its number; it never reads or changes other people's.
    op.execute("grant insert, select (id) on procrastinate.procrastinate_jobs to jinmin_app")
    op.execute("grant insert on procrastinate.procrastinate_events to jinmin_app")
    op.execute("grant usage on all sequences in schema procrastinate to jinmin_app, jinmin_system")


def downgrade() -> None:
    """Take back."""
    op.execute("drop schema procrastinate cascade")
