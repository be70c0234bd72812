"""Addresses of the part `office`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
