"""Addresses of the shell."""

from django.urls import path, register_converter

from headgoose.web.views import health, home, language, seals, search, sign_in, trail


class RecordName:
    """A record as the trail names it: people.tenure:12."""

    regex = "[a-z_]+[.][a-z_]+:[0-9]{1,18}"

    def to_python(self, value: str) -> str:
        """The name."""
        return value

    def to_url(self, value: str) -> str:
        """The name."""
        return value


register_converter(RecordName, "record_name")

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("demo/", sign_in.demo_sign_in, name="demo-sign-in"),
    path("demo/enter/", sign_in.demo_enter, name="demo-enter"),
    path("trail/", trail.trail, name="trail"),
    path("trail/seals/", seals.seals, name="seals"),
    path("trail/seals/heads.txt", seals.heads, name="seal-heads"),
    path("trail/<record_name:subject>/", trail.record_trail, name="record-trail"),
    path("place/<str:code>/trail/", trail.place_trail, name="place-trail"),
    path("person/<record_number:person_id>/trail/", trail.person_trail, name="person-trail"),
    path("language/", language.choose_language, name="language"),
    path("health/", health.health, name="health"),
    path("robots.txt", health.robots, name="robots"),
]
