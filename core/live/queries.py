"""SQL of the live log: reading, numbering, sealing, replaying."""

from __future__ import annotations

# --- the tailer -------------------------------------------------------------------------------

LEAD = "select pg_try_advisory_lock(hashtext('jinmin tailer'), %s)"

SITE = "select id, epoch from core.site where is_local"

# The timeline is read from the log being written: the control file names the one before until the
# first checkpoint after a standby took over.
ORIGIN = """
select (select system_identifier::text from pg_control_system())
       || '-' || ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint::text
       || '-' || (select oid::text from pg_database where datname = current_database())
"""

TAIL = "select off, xid::text, event_id, event_floor, origin from core.tail where site = %s"

START_TAIL = """
insert into core.tail (site, off, xid, event_id, event_floor, origin)
values (%s, 0, '0', 0, 0, %s)
"""

# The index on (xid, id) makes this cost what is new, however long the log is.  `e.xid`, not `xid`:
# a bare name in ORDER BY is the output column, here text, and as text 1000 comes before 999.
UNREAD = """
select e.id, e.xid::text, e.entity from core.event e
where (e.xid, e.id) > (%s::xid8, %s) and e.id > %s
  and e.xid < pg_snapshot_xmin(pg_current_snapshot())
order by e.xid, e.id limit %s
"""

BEHIND = """
select entity, min(id) from core.event
where (xid, id) > (%s::xid8, %s) and id > %s and id < %s and entity = any(%s)
group by entity
"""

NUMBER = """
with numbered as (
    insert into core.event_offset (site, off, event_id)
    select %(site)s, %(off)s + n, id from unnest(%(ids)s::bigint[]) with ordinality as t (id, n)
)
update core.tail
set off = %(off)s + cardinality(%(ids)s::bigint[]), xid = %(xid)s::xid8, event_id = %(event_id)s
where site = %(site)s and off = %(off)s
"""

NOTIFY = "select pg_notify(%s, %s)"

# Adoption of a restored database: its transaction ids belong to another cluster.
FREEZE_LOG = "lock table core.event in share row exclusive mode"
LEFT_OVER = """
select e.id from core.event e
where not exists (select from core.event_offset o where o.event_id = e.id) order by e.id
"""
ADOPT = """
update core.tail
set off = %(off)s, xid = pg_snapshot_xmin(pg_current_snapshot()), event_id = 0, origin = %(origin)s,
    event_floor = (select coalesce(max(id), 0) from core.event)
where site = %(site)s
"""
ADOPT_NUMBERS = """
insert into core.event_offset (site, off, event_id)
select %s, %s + n, id from unnest(%s::bigint[]) with ordinality as t (id, n)
"""
NEW_EPOCH = "update core.site set epoch = %s where is_local"

OLDEST_WRITER = """
select pid, coalesce(usename, ''), coalesce(application_name, ''), coalesce(client_addr::text, ''),
       extract(epoch from clock_timestamp() - xact_start)::float
from pg_stat_activity
where backend_xid is not null and xact_start is not null and pid <> pg_backend_pid()
order by xact_start limit 1
"""

# --- sealing the audit --------------------------------------------------------------------------

_LINE = """
id, xid::text as xid, at, person_id, post_id, session_id, person_name, post_title, area, verb, noun,
entity, before, after, reason
"""
UNSEALED = f"""
select {_LINE} from core.audit
where block_id is null and xid < pg_snapshot_xmin(pg_current_snapshot())
order by id limit %s
"""
# Of a database being adopted: its ids are another cluster's, and whoever wrote such lines is gone.
LEFT_UNSEALED = f"select {_LINE} from core.audit where block_id is null order by id limit %s"
LAST_BLOCK = "select id, hash from core.audit_block order by id desc limit 1"
SEAL_BLOCK = """
insert into core.audit_block (id, count, prev_hash, hash) values (%s, %s, %s, %s)
"""
SEAL_LINES = "update core.audit set block_id = %s where id = any(%s)"

# --- processes ----------------------------------------------------------------------------------

ALIVE = """
insert into core.process_state (name, pid, heartbeat, state)
values (%(name)s, %(pid)s, now(), %(state)s)
on conflict (name) do update
set pid = excluded.pid, heartbeat = excluded.heartbeat, state = excluded.state
"""
TAILER_AGE = """
select extract(epoch from now() - heartbeat)::float from core.process_state where name = 'tailer'
"""

# --- the hub ------------------------------------------------------------------------------------

HEAD = """
select s.id, s.epoch,
       coalesce((select max(o.off) from core.event_offset o where o.site = s.id), 0) as off
from core.site s where s.is_local
"""

_HEARD = """
(e.area between {lo} and {hi}
 or (e.flow = 'down' and e.area = any({up}))
 or (e.flow = 'down_to' and e.area = any({up})
     and (e.to_area = any({up}) or e.to_area between {lo} and {hi}))
 or (e.flow = 'addressed' and e.to_area between {lo} and {hi}))
"""

_EVENT = """
o.off, e.topic, e.kind, e.entity, e.version, e.area, e.to_area, e.flow, e.incident_id, e.at,
e.body::text
"""

READ_FROM = f"""
select {_EVENT} from core.event_offset o join core.event e on e.id = o.event_id
where o.site = %s and o.off > %s order by o.off limit %s
"""

REPLAY = f"""
select {_EVENT} from core.event_offset o join core.event e on e.id = o.event_id
where o.site = %(site)s and o.off > %(after)s and o.off <= %(upto)s and e.topic = any(%(topics)s)
  and {_HEARD.format(lo="%(lo)s", hi="%(hi)s", up="%(up)s")}
order by o.off limit %(limit)s
"""

_OVER = """
(ended_at is not null or expires_at < now()
 or last_seen + make_interval(secs => idle_seconds) < now())
"""
SPEND = f"""
with spent as (
    insert into core.live_ticket (id) values (%s) on conflict do nothing returning id
)
select exists (select from spent),
       exists (select from core.session where id = %s and {_OVER})
"""
SWEEP_TICKETS = "delete from core.live_ticket where at < now() - interval '10 minutes'"

ENDED = f"select id from core.session where id = any(%s) and {_OVER}"

# --- routes, through SQLAlchemy -----------------------------------------------------------------

FEED = f"""
select o.off, e.topic, e.kind, e.entity, e.version, e.area, e.to_area, e.flow, e.incident_id, e.at,
       e.body
from core.event e join core.event_offset o on o.event_id = e.id
where e.incident_id = :incident and o.off < :before
  and {_HEARD.format(lo=":lo", hi=":hi", up=":up")}
order by o.off desc limit :limit
"""

# What a replay would have built: of each entity the newest that was heard, without what was taken
# off.  Bodies are read last, of the newest few of each topic only.
PAST = f"""
with newest as (
    select distinct on (e.topic, e.entity) e.topic, e.id, o.off
    from core.event e join core.event_offset o on o.event_id = e.id
    where e.incident_id = :incident and o.off <= :upto and e.topic = any(:topics)
      and {_HEARD.format(lo=":lo", hi=":hi", up=":up")}
    order by e.topic, e.entity, e.version desc, o.off desc
), few as (
    select n.*, row_number() over (partition by n.topic order by n.off desc) as nth from newest n
)
select f.topic, e.body
from few f join core.event e on e.id = f.id
where f.nth <= :most and e.body -> 'removed' is distinct from 'true'::jsonb
order by f.off
"""

REVISION = "select version_num from core.alembic_version"
