"""Addresses of training."""

from django.urls import path

from headgoose.training.views import classes, hours, naming, papers, rolls, without

CLASS = "training/<record_number:class_id>"
SESSION = "training/session/<record_number:session_id>"
ENROLMENT = "training/place/<record_number:enrolment_id>"

urlpatterns = [
    path("training/", classes.classes, name="training"),
    path("training/mine/", classes.mine, name="training-mine"),
    path("training/new/", classes.new, name="training-new"),
    path("training/without/", without.without, name="training-without"),
    path("training/check/", hours.check, name="training-check"),
    path("training/scan/<str:qr>/", rolls.scan, name="training-scan"),
    path(f"{CLASS}/", classes.show, name="training-class"),
    path(f"{CLASS}/change/", classes.change, name="training-change"),
    path(f"{CLASS}/sessions/", classes.session_new, name="training-session-new"),
    path(f"{CLASS}/sessions/remove/", classes.session_remove, name="training-session-remove"),
    path(f"{CLASS}/announce/", classes.announce, name="training-announce"),
    path(f"{CLASS}/begin/", classes.begin, name="training-begin"),
    path(f"{CLASS}/cancel/", classes.cancel, name="training-cancel"),
    path(f"{CLASS}/seats/", naming.seats, name="training-seats"),
    path(f"{CLASS}/candidates/", naming.candidates, name="training-candidates"),
    path(f"{CLASS}/name/", naming.name, name="training-name"),
    path(f"{CLASS}/printed/", rolls.printed, name="training-printed"),
    path(f"{CLASS}/list.xlsx", rolls.template, name="training-list-template"),
    path(f"{CLASS}/list/", rolls.send_list, name="training-list-send"),
    path(f"{CLASS}/list/<record_number:list_id>/", rolls.shown_list, name="training-list"),
    path(f"{CLASS}/approve/", hours.approve, name="training-approve"),
    path(f"{CLASS}/evaluate/", papers.evaluate, name="training-evaluate"),
    path(f"{CLASS}/materials/", papers.material_new, name="training-material-new"),
    path(f"{CLASS}/materials/remove/", papers.material_remove, name="training-material-remove"),
    path(f"{CLASS}/materials/<record_number:material_id>/", papers.material, name="training-material"),
    path(f"{SESSION}/screen/", rolls.screen, name="training-screen"),
    path(f"{SESSION}/sheet/", rolls.sheet, name="training-sheet"),
    path(f"{ENROLMENT}/withdraw/", naming.withdraw, name="training-withdraw"),
    path(f"{ENROLMENT}/correct/", hours.correct, name="training-correct"),
    path(f"{ENROLMENT}/certificate/", hours.issue, name="training-certify"),
    path(f"{ENROLMENT}/certificate.pdf", hours.certificate, name="training-certificate"),
]
