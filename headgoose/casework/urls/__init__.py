"""Addresses of the room, part by part."""

from headgoose.casework.urls import measures, office, open311, phone, public, rolls, whistles

urlpatterns = [
    *office.urlpatterns,
    *public.urlpatterns,
    *whistles.urlpatterns,
    *rolls.urlpatterns,
    *phone.urlpatterns,
    *open311.urlpatterns,
    *measures.urlpatterns,
]
