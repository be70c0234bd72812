"""Addresses of dispatch."""

from django.urls import path

from headgoose.dispatch.views import answers, files, inputs, plans, runs, steps

RUN = "dispatch/<record_number:run_id>"

urlpatterns = [
    path("dispatch/", runs.runs, name="dispatch-runs"),
    path("dispatch/new/", runs.new, name="dispatch-new"),
    path("dispatch/template/<slug:kind>.xlsx", files.template, name="dispatch-template"),
    path(f"{RUN}/", runs.run, name="dispatch-run"),
    path(f"{RUN}/rule/", inputs.rule, name="dispatch-rule"),
    path(f"{RUN}/seats/", inputs.seats, name="dispatch-seats"),
    path(f"{RUN}/bounds/", inputs.bound, name="dispatch-bound"),
    path(f"{RUN}/bounds/<record_number:bound_id>/drop/", inputs.bound_drop, name="dispatch-bound-drop"),
    path(f"{RUN}/files/<slug:kind>/", files.bring, name="dispatch-file"),
    path(f"{RUN}/leave-out/", files.leave_out, name="dispatch-leave-out"),
    path(f"{RUN}/faults/<slug:kind>.xlsx", files.faults, name="dispatch-faults"),
    path(f"{RUN}/solve/", steps.solve, name="dispatch-solve"),
    path(f"{RUN}/stop/", steps.stop, name="dispatch-stop"),
    path(f"{RUN}/relax/", steps.relax, name="dispatch-relax"),
    path(f"{RUN}/reopen/", steps.reopen, name="dispatch-reopen"),
    path(f"{RUN}/approve/", steps.approve, name="dispatch-approve"),
    path(f"{RUN}/return/", steps.give_back, name="dispatch-return"),
    path(f"{RUN}/discard/", steps.discard, name="dispatch-discard"),
    path(f"{RUN}/issue/", steps.issue, name="dispatch-issue"),
    path(f"{RUN}/propose-reversal/", steps.propose, name="dispatch-propose-reversal"),
    path(f"{RUN}/decline-reversal/", steps.decline, name="dispatch-decline-reversal"),
    path(f"{RUN}/reverse/", steps.take_back, name="dispatch-reverse"),
    path(f"{RUN}/people/", plans.people, name="dispatch-people"),
    path(f"{RUN}/places/", plans.places, name="dispatch-places"),
    path(f"{RUN}/plan.xlsx", plans.workbook, name="dispatch-workbook"),
    path(f"{RUN}/record/", plans.record, name="dispatch-record"),
    path(f"{RUN}/replay/", answers.replay, name="dispatch-replay"),
    path(f"{RUN}/people/<record_number:candidate_id>/", answers.candidate, name="dispatch-candidate"),
    path(f"{RUN}/people/<record_number:candidate_id>/rule/", answers.rule, name="dispatch-candidate-rule"),
    path(f"{RUN}/people/<record_number:candidate_id>/move/", answers.move, name="dispatch-candidate-move"),
    path(f"{RUN}/people/<record_number:candidate_id>/withdraw/", answers.withdraw, name="dispatch-withdraw"),
]
