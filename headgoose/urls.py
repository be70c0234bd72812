"""All addresses: each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # Tried in this order: what comes in by the hundred a second stands first.
    path("", include("headgoose.casework.urls")),
    path("", include("headgoose.places.urls")),
    path("", include("headgoose.people.urls")),
    path("", include("headgoose.personal.urls")),
    path("", include("headgoose.orders.urls")),
    path("", include("headgoose.access.urls")),
    path("", include("headgoose.notices.urls")),
    path("", include("headgoose.elections.urls")),
    path("", include("headgoose.training.urls")),
    path("", include("headgoose.dispatch.urls")),
    path("", include("headgoose.careers.urls")),
    path("", include("headgoose.ledger.urls")),
    path("", include("headgoose.briefing.urls")),
    path("", include("headgoose.api.urls")),
    path("", include("headgoose.web.urls")),
]

handler400 = "headgoose.web.views.errors.bad_request"
handler403 = "headgoose.web.views.errors.forbidden"
handler404 = "headgoose.web.views.errors.not_found"
handler500 = "headgoose.web.views.errors.server_error"
