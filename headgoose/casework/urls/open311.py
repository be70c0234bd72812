"""Addresses of the part `open311`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
