"""Addresses of the part `public`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
