"""Addresses of the API, of its description and of the pages about tokens."""

from django.urls import URLPattern, URLResolver, include, path

from headgoose.api.assembly import VERSION, addresses, api
from headgoose.api.views import documents, tokens

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", documents.guide, name="api-guide"),
    path(f"api/{VERSION}/openapi.json", documents.description, name="api-description"),
    path(f"api/{VERSION}/", include(addresses(api))),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<record_number:token_id>/end/", tokens.end, name="end-token"),
    path("security/<record_number:user_id>/tokens/end/", tokens.end_all, name="end-account-tokens"),
]
