"""The REST routers, in the order in which they are asked."""

from fastapi import APIRouter

from sluice_console.features.attachments.api import router as attachments
from sluice_console.features.gateways.api import router as gateways
from sluice_console.features.health.api import router as health
from sluice_console.features.routes.api import router as routes
from sluice_console.features.services.api import router as services

API_ROUTERS: tuple[APIRouter, ...] = (health, gateways, services, routes, attachments)
