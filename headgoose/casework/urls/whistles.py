"""Addresses of the part `whistles`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
