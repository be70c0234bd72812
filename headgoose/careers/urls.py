"""Addresses of careers."""

from django.urls import path

from headgoose.careers.views import awards, chains, ending, handovers, reserves, reviews

TENURE = "careers/tenure/<record_number:tenure_id>"

urlpatterns = [
    path("careers/", chains.careers, name="careers"),
    path("place/<str:code>/chains/", chains.place_chains, name="place-chains"),
    path("place/<str:code>/reviews/", reviews.place_reviews, name="place-reviews"),
    path("place/<str:code>/ending/", ending.place_ending, name="place-ending"),
    path("place/<str:code>/reserve/", reserves.place_reserve, name="place-reserve"),
    path("place/<str:code>/handovers/", handovers.place_handovers, name="place-handovers"),
    path("person/<record_number:person_id>/chain/", chains.person_chain, name="person-chain"),
    path(f"{TENURE}/word/<record_number:year>/", reviews.own_word, name="own-word"),
    path(f"{TENURE}/award/", awards.new, name="award-new"),
    path(f"{TENURE}/extend/", ending.extend, name="tenure-extend"),
    path(f"{TENURE}/handover/", handovers.begin, name="handover-open"),
    path("careers/review/<record_number:review_id>/", reviews.review, name="review"),
    path("careers/award/<record_number:award_id>/revoke/", awards.revoke, name="award-revoke"),
    path("careers/reserve/<record_number:reserve_id>/list/", reserves.put_on, name="reserve-list"),
    path("careers/reserve/<record_number:reserve_id>/off/", reserves.take_off, name="reserve-off"),
    path("careers/handovers/", handovers.handovers, name="handovers"),
    path("careers/handover/<record_number:handover_id>/", handovers.handover, name="handover"),
    path("careers/handover/<record_number:handover_id>/successor/", handovers.name, name="handover-successor"),
    path("careers/handover/<record_number:handover_id>/drop/", handovers.drop, name="handover-drop"),
    path("careers/task/<record_number:task_id>/confirm/", handovers.confirm, name="task-confirm"),
    path("careers/task/<record_number:task_id>/stead/", handovers.stand_in, name="task-stead"),
]
