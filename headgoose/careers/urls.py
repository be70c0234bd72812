"""Addresses of careers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
