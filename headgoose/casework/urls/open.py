"""Addresses of the part `open`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
