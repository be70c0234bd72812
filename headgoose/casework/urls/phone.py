"""Addresses of the part `phone`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
