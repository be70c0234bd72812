"""Addresses of the part `phone`."""

from django.urls import URLPattern, path

from headgoose.casework.views import phone

urlpatterns: list[URLPattern] = [
    path("phone/", phone.phone, name="phone"),
    path("phone/worker.js", phone.worker, name="phone-worker"),
    path("phone/app.webmanifest", phone.app, name="phone-app"),
    path("phone/tasks.json", phone.tasks, name="phone-tasks"),
    path("phone/queue.json", phone.queue, name="phone-queue"),
]
