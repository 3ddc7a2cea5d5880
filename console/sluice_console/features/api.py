"""The REST routers, in the order in which they are asked."""

from fastapi import APIRouter

from sluice_console.features.attachments.api import router as attachments
from sluice_console.features.audit.api import router as audit
from sluice_console.features.certificates.api import router as certificates
from sluice_console.features.configuration.api import router as configuration
from sluice_console.features.editor.api import router as editor
from sluice_console.features.events.api import router as events
from sluice_console.features.explain.api import router as explain
from sluice_console.features.filters.api import router as filters
from sluice_console.features.gateways.api import router as gateways
from sluice_console.features.health.api import router as health
from sluice_console.features.issuers.api import router as issuers
from sluice_console.features.limits.api import router as limits
from sluice_console.features.listeners.api import router as listeners
from sluice_console.features.logins.api import router as logins
from sluice_console.features.logs.api import router as logs
from sluice_console.features.metrics.api import router as metrics
from sluice_console.features.nodes.api import router as nodes
from sluice_console.features.openapi.api import router as openapi
from sluice_console.features.recordings.api import router as recordings
from sluice_console.features.releases.api import router as releases
from sluice_console.features.replays.api import router as replays
from sluice_console.features.rollouts.api import router as rollouts
from sluice_console.features.routes.api import router as routes
from sluice_console.features.services.api import router as services
from sluice_console.features.sign_in.api import router as sign_in
from sluice_console.features.signing_keys.api import router as signing_keys
from sluice_console.features.tenants.api import router as tenants
from sluice_console.features.tokens.api import router as tokens
from sluice_console.features.users.api import own as sessions
from sluice_console.features.users.api import router as users
from sluice_console.features.webhooks.api import router as webhooks

API_ROUTERS: tuple[APIRouter, ...] = (
    health,
    metrics,
    openapi,
    gateways,
    listeners,
    limits,
    logins,
    certificates,
    issuers,
    services,
    routes,
    editor,
    filters,
    signing_keys,
    attachments,
    releases,
    rollouts,
    recordings,
    replays,
    nodes,
    events,
    logs,
    explain,
    configuration,
    tenants,
    tokens,
    users,
    sessions,
    sign_in,
    webhooks,
    audit,
)
