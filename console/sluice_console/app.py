"""The application: what is built at the start, in which order, and what is closed at the end."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, Depends, FastAPI
from starlette.datastructures import State
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from sluice.version import __version__
from sluice_console.core.db import Database
from sluice_console.core.headers import SecurityHeaders
from sluice_console.core.language import Languages
from sluice_console.core.meter import Meter
from sluice_console.core.metrics_port import MetricsPort
from sluice_console.core.observation import Observation
from sluice_console.core.settings import Settings
from sluice_console.core.vault import Vault, load_vault
from sluice_console.envoy.resources import Resource, Snapshot
from sluice_console.features.access import FORM_COOKIE, guard
from sluice_console.features.api import API_ROUTERS
from sluice_console.features.body_limit import BodyLimit
from sluice_console.features.certificates.queries import read_secrets
from sluice_console.features.certificates.timer import rotate_tickets_for_ever
from sluice_console.features.changes import Changes
from sluice_console.features.editor.workshop import Workshop
from sluice_console.features.events import feed as events
from sluice_console.features.events.feed import Feed, forward_node_events
from sluice_console.features.limits.book import LimitBook
from sluice_console.features.logins.queries import read_login_secrets
from sluice_console.features.logs import sharing as log_sharing
from sluice_console.features.logs.sharing import LogShare
from sluice_console.features.logs.tail import LiveLog
from sluice_console.features.metrics.gauges import Gauges
from sluice_console.features.nodes import sharing
from sluice_console.features.nodes.sharing import NodeShare
from sluice_console.features.problems import install_problems
from sluice_console.features.recordings.recorder import Recorder
from sluice_console.features.releases import publication
from sluice_console.features.releases.current import CurrentGateways
from sluice_console.features.releases.delivery import Deliveries
from sluice_console.features.releases.publication import Publisher, load_all
from sluice_console.features.releases.replicas import catch_up
from sluice_console.features.releases.shown import withdraw_certificates
from sluice_console.features.releases.trial import Trial, choose_binary
from sluice_console.features.replays.running import Replayer
from sluice_console.features.replicas.listening import Ear, listen_for_ever
from sluice_console.features.replicas.membership import Replicas
from sluice_console.features.rollouts.measures import Measures
from sluice_console.features.rollouts.timer import advance_for_ever
from sluice_console.features.routers import PAGE_ROUTERS, install_pages
from sluice_console.features.tenants.usage import Usage
from sluice_console.features.tokens.authentication import NodeTokens, authenticate_counting
from sluice_console.features.topology.wirings import Wirings
from sluice_console.features.undo.describing import describe
from sluice_console.features.webhooks.sending import Sender
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.server import XdsServer
from sluice_console.xds.statistics import Statistics


def _endpoints() -> APIRouter:
    """Nobody gets by `guard`. All applications of a process share them: FastAPI analyses each only once.

    They are asked one after the other whether a path is theirs; pages come first, which people wait for.
    """
    found = APIRouter()
    for router in (*PAGE_ROUTERS, *API_ROUTERS):
        found.include_router(router, dependencies=[Depends(guard)])
    return found


ENDPOINTS = _endpoints()


def create_app(settings: Settings) -> FastAPI:
    """The console for a migrated database. Timers run with the lifespan; the xDS server is `app.state.xds`,
    which whoever serves the application starts, because a busy port has to be told before anything else runs.
    FastAPI's own telemetry is off: `Observation` tells as much, and nothing that should stay here.
    """
    meter = Meter()
    trial = Trial(choose_binary(settings.envoy), meter.trials)
    app = FastAPI(
        title="Sluice console",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        middleware=[
            Middleware(Observation, meter=meter),
            Middleware(MetricsPort),
            Middleware(SecurityHeaders, form_cookie=FORM_COOKIE, secure=settings.secure_cookies),
            Middleware(Languages),
            Middleware(BodyLimit, settings=settings),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
    )
    app.state.settings = settings
    app.state.meter = meter
    app.state.trial = trial
    app.state.database = Database(settings.url)
    app.state.database.watch_errors(partial(_count_error, meter))
    app.state.replicas = Replicas(alone=app.state.database.is_sqlite)
    app.state.cache = SnapshotCache()
    app.state.loaded = False
    app.state.nodes = NodeRegistry()
    app.state.metrics_port = None
    app.state.gauges = Gauges(meter, app.state)
    app.state.deliveries = Deliveries(
        app.state.nodes, app.state.cache, meter, app.state.database, app.state.replicas.id
    )
    app.state.statistics = Statistics(shared=not app.state.replicas.alone)
    app.state.measures = Measures(app.state.statistics, app.state.nodes, app.state.cache, app.state.replicas)
    app.state.usage = Usage(app.state.database, app.state.statistics)
    app.state.feed = Feed()
    app.state.vault = load_vault(settings.secret_key, settings.data)
    app.state.publisher = Publisher(
        app.state.cache,
        partial(_read_all_secrets, app.state.database, app.state.vault),
        app.state.deliveries.follow,
        partial(_complete, app.state),
    )
    app.state.live_log = LiveLog(app.state.publisher.renew_secrets, app.state.statistics)
    app.state.log_share = LogShare(app.state.database, app.state.replicas.id, app.state.live_log)
    app.state.recorder = Recorder(
        app.state.database, app.state.vault, app.state.replicas, app.state.publisher.renew_secrets
    )
    app.state.current = CurrentGateways()
    app.state.wirings = Wirings()
    app.state.changes = Changes(
        app.state.database, app.state.publisher, app.state.feed, meter, trial, app.state.current, describe
    )
    app.state.limits = LimitBook(app.state.database)
    app.state.replayer = Replayer(app.state.database, app.state.vault, app.state.replicas)
    app.state.workshop = Workshop(settings.data / "compiler", unconfined=settings.unconfined_builds)
    app.state.share = NodeShare(
        app.state.database,
        app.state.replicas,
        app.state.nodes,
        app.state.cache,
        app.state.statistics,
        app.state.feed,
    )
    app.state.xds = _xds_server(app)
    app.state.webhooks = Sender(
        app.state.database, app.state.vault, app.state.replicas, settings.allowed_networks
    )
    install_problems(app)
    install_pages(app)
    app.router.routes.extend(ENDPOINTS.routes)
    return app


def _count_error(meter: Meter, error: BaseException) -> None:
    meter.database_errors.labels(type(error).__name__).inc()


def _complete(state: State, gateway_id: str, snapshot: Snapshot) -> Snapshot:
    """The live log and the recorder need the publisher, and it needs them."""
    log: LiveLog = state.live_log
    recorder: Recorder = state.recorder
    return recorder.complete(gateway_id, log.complete(gateway_id, snapshot))


async def _read_all_secrets(
    database: Database, vault: Vault, gateway_id: str, shown: Collection[str]
) -> tuple[Resource, ...]:
    certificates = await read_secrets(database, vault, gateway_id, shown)
    return *certificates, *await read_login_secrets(database, vault, gateway_id)


def _xds_server(app: FastAPI) -> XdsServer:
    database: Database = app.state.database

    state = app.state
    return XdsServer(
        state.cache,
        NodeTokens(database).authenticate,
        state.nodes,
        state.statistics,
        take=state.limits.take,
        authenticate_counting=partial(authenticate_counting, database),
        meter=state.meter,
        take_entries=state.live_log.take,
        take_request=state.recorder.take,
    )


async def load(app: FastAPI) -> None:
    """What nodes are given, once. Before it is there no node may be let in: it would be told that all it has
    is gone.
    """
    if not app.state.loaded:
        await load_all(app.state.database, app.state.publisher)
        await withdraw_certificates(app.state.changes, app.state.publisher)
        app.state.loaded = True


def _ears(app: FastAPI) -> list[Ear]:
    """What other consoles tell this one."""
    state = app.state

    async def hear_event(payload: str) -> None:
        events.hear(state.feed, payload)

    async def load_anew() -> None:
        state.feed.tell("missed", {})

    return [
        Ear(
            publication.CHANNEL,
            partial(catch_up, state.database, state.publisher),
            partial(load_all, state.database, state.publisher),
        ),
        Ear(sharing.CHANNEL, state.share.hear, state.share.read_all),
        Ear(events.CHANNEL, hear_event, load_anew),
        Ear(log_sharing.CHANNEL, state.log_share.hear, state.log_share.catch_up),
    ]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """What runs once among all consoles asks `state.replicas` whether this one leads."""
    database: Database = app.state.database
    await load(app)
    state = app.state
    await state.share.read_all()
    timers = [
        asyncio.create_task(state.share.share_for_ever()),
        asyncio.create_task(rotate_tickets_for_ever(state.publisher)),
        asyncio.create_task(state.usage.write_for_ever()),
        asyncio.create_task(state.limits.forget_for_ever(state.replicas)),
        asyncio.create_task(listen_for_ever(database, _ears(app))),
        asyncio.create_task(state.live_log.adapt_for_ever()),
        asyncio.create_task(state.log_share.share_for_ever()),
        asyncio.create_task(state.recorder.record_for_ever()),
        asyncio.create_task(state.replayer.follow_rollouts_for_ever()),
        asyncio.create_task(forward_node_events(state.nodes, state.feed)),
        asyncio.create_task(state.webhooks.send_for_ever()),
        asyncio.create_task(
            advance_for_ever(
                state.changes, state.measures, state.replicas, state.settings.rollout_tick_seconds
            )
        ),
    ]
    try:
        yield
    finally:
        for timer in timers:
            timer.cancel()
        await asyncio.gather(*timers, return_exceptions=True)
        state.deliveries.end()
        await state.replayer.end()
        await state.share.leave()
        await app.state.xds.stop(grace=0.5)
        await app.state.usage.write()
        await database.close()
