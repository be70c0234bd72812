"""Addresses of the part `rolls`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
