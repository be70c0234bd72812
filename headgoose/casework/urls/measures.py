"""Addresses of the part `measures`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
