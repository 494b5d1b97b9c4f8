"""The JSON API under /api/v1."""

from ninja import NinjaAPI

api = NinjaAPI(title="Wayfare", version="1", urls_namespace="rest")
