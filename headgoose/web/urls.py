"""Addresses of the shell."""

from django.urls import path

from headgoose.web.views import health, home, language, search, sign_in

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("demo/", sign_in.demo_sign_in, name="demo-sign-in"),
    path("demo/enter/", sign_in.demo_enter, name="demo-enter"),
    path("language/", language.choose_language, name="language"),
    path("health/", health.health, name="health"),
    path("robots.txt", health.robots, name="robots"),
]
