"""Addresses of the room, part by part."""

from headgoose.casework.urls import measures, office, open, open311, phone, rolls, whistles

urlpatterns = [
    *office.urlpatterns,
    *open.urlpatterns,
    *whistles.urlpatterns,
    *rolls.urlpatterns,
    *phone.urlpatterns,
    *open311.urlpatterns,
    *measures.urlpatterns,
]
