"""The parts that pages are made of, as template tags and filters."""

from django import template

register = template.Library()
