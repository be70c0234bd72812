"""The page of one request, its pictures, and taking one down."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from headgoose.casework.actions.protecting import check_may_see
from headgoose.casework.actions.receiving import Asked, receive_request
from headgoose.casework.choices import offered_to, read_against
from headgoose.casework.desks import get_chain
from headgoose.casework.duplicates import suggest_duplicates
from headgoose.casework.forms_office import OfficeForm, PurposeForm, TakeDownForm
from headgoose.casework.log import standing_of
from headgoose.casework.models import Channel, Petitioner, Photo, Request, Urgency
from headgoose.casework.models.request import OPEN_STATES
from headgoose.casework.petitioners import read_asker
from headgoose.casework.queries import find_seen, get_photo, get_request
from headgoose.casework.rules import parts_of, point_of, verbs_for
from headgoose.casework.showing import escalated_to, joined_desks, log_of, spans_about, where_of, whom_it_complains_of
from headgoose.casework.views.stepping import Step, steps_for
from headgoose.casework.wording import deadlines_of, desk_name, number_of, tone_of
from headgoose.kernel.actor import Actor
from headgoose.kernel.clock import date_of, now, today
from headgoose.kernel.gate import get_actor, signed_in
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.places.models import Span
from headgoose.places.queries import get_span
from headgoose.places.views.place import trail_to
from headgoose.records.attachments import ENDINGS, small_picture
from headgoose.records.pictures import JPEG

SECTION = "requests"
HIDDEN = {Because.NOT_FOUND}
MILLION = 1_000_000


@signed_in
@require_safe
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    """Everything about one request."""
    return show_request(request, request_id)


def show_request(request: HttpRequest, request_id: int, verb: str = "", form: OfficeForm | None = None) -> HttpResponse:
    """The page, with the form of a step that was refused."""
    actor, at = get_actor(request), now()
    found = get_request(actor, request_id, date_of(at))
    parts = parts_of(actor, found, date_of(at))
    verbs = verbs_for(found, parts)
    steps = steps_for(found, verbs, at, verb, form)
    spans = spans_about([found])
    context = {
        "one": found,
        "number": number_of(found.pk),
        "tone": tone_of(found),
        "where": where_of(found, spans),
        "point": point_of_thing(found),
        "against": whom_it_complains_of(found, spans),
        "desk": _desk(found, spans),
        "joined": joined_desks(found),
        "escalated": escalated_to(found),
        "deadlines": deadlines_of(found, standing_of(found), at),
        "log": log_of(found),
        "steps": steps,
        "in_the_way": _in_the_way(verb, form, steps),
        "merged_into": _seen_number(actor, found),
        "merged": Request.objects.filter(merged_into=found).order_by("pk"),
        "duplicates": _duplicates(actor, found) if "merge" in verbs else [],
        "reveal": _reveal(actor, found, verb, form),
        "may_blow": found.state in OPEN_STATES and actor.may(Right.BLOW_WHISTLES, point_of(found.key)),
        "trail": _trail(actor, found, spans),
        "section": SECTION,
    }
    status = form.status if form is not None and form.errors else 200
    return render(request, "casework/request.html", context, status=status)


def _in_the_way(verb: str, form: OfficeForm | None, steps: list[Step]) -> str:
    """Why a step was refused that the page offers no longer."""
    if form is None or verb == "reveal" or any(step.verb == verb for step in steps):
        return ""
    return " ".join(str(fault) for faults in form.errors.values() for fault in faults)


def _desk(found: Request, spans: Mapping[int, Span]) -> str:
    span = spans.get(found.desk_place_id)
    return desk_name(found.desk_type, span.said) if span else found.desk_type.name


def _seen_number(actor: Actor, found: Request) -> str:
    """The number of the request that it was merged into, where the actor may see that one."""
    into = found.merged_into_id
    return number_of(into) if into and find_seen(actor, today(), [into]) else ""


def _duplicates(actor: Actor, found: Request) -> list[tuple[Request, str, int]]:
    likely = suggest_duplicates(found)
    seen = find_seen(actor, today(), [one.request.pk for one in likely])
    return [(one.request, number_of(one.request.pk), one.weight) for one in likely if one.request.pk in seen]


def _reveal(actor: Actor, found: Request, verb: str, form: OfficeForm | None) -> OfficeForm | None:
    """The form that asks for a purpose, where somebody is on record whom the actor may see."""
    row = Petitioner.objects.filter(request=found).first()
    if row is None:
        return None
    try:
        check_may_see(actor, found, row, now())
    except Refused:
        return None
    return form if form is not None and verb == "reveal" else PurposeForm(auto_id="reveal_%s")


def _trail(actor: Actor, found: Request, spans: Mapping[int, Span]) -> list[tuple[str, str]]:
    span = spans.get(found.place_id)
    if span is None or not actor.may(Right.READ, span.area):
        return [(_("One net"), reverse("requests")), (number_of(found.pk), "")]
    above = trail_to(span, actor, today(), number_of(found.pk))
    return [*above[:-1], (_("Requests"), reverse("place-requests", args=[span.code])), above[-1]]


def point_of_thing(found: Request) -> str:
    """Latitude and longitude in degrees, or ""."""
    if found.lat_e6 is None or found.long_e6 is None:
        return ""
    return f"{found.lat_e6 / MILLION:.5f}, {found.long_e6 / MILLION:.5f}"


@signed_in
@require_safe
def photo(request: HttpRequest, request_id: int, photo_id: int) -> HttpResponse:
    """A picture, to be saved and never opened within the site."""
    one = get_photo(get_actor(request), request_id, photo_id, today())
    return _safely(bytes(one.content), one.media, f"{request_id}-{one.pk}.{ENDINGS.get(one.media, 'bin')}")


@signed_in
@require_safe
def photo_small(request: HttpRequest, request_id: int, photo_id: int) -> HttpResponse:
    """A picture small enough to lie beside the request."""
    one: Photo = get_photo(get_actor(request), request_id, photo_id, today())
    return _safely(small_picture(bytes(one.content)), JPEG, "small.jpg")


def _safely(content: bytes, media: str, name: str) -> HttpResponse:
    """Content that somebody sent: as a download, of the kind that it was found to be, without power over the page."""
    answer = HttpResponse(content, content_type=media)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("name", "phone", "text", "where_text")
def new(request: HttpRequest) -> HttpResponse:
    """Take a request down, within the areas of one's posts; `place` narrows what is offered."""
    actor, on = get_actor(request), today()
    if not actor.scope(Right.ANSWER_REQUESTS):
        raise Refused(_("Your posts do not let you take requests down."), Because.FORBIDDEN)
    within = get_span(code, on) if (code := request.GET.get("place", "").strip()) else None
    offered = offered_to(actor, on, within)
    form = TakeDownForm(offered.choices, request.POST or None, request.FILES or None)
    if request.method == "POST" and offered.places is not None and form.is_valid():
        try:
            taken = take_down(actor, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Taken down: %(number)s.") % {"number": number_of(taken.pk)})
            return redirect("request", taken.pk) if find_seen(actor, on, [taken.pk]) else redirect("requests")
    if within is not None and not form.is_bound:
        form.fields["place"].initial = within.code
    context = {"form": form, "offered": offered, "within": within, "section": SECTION}
    return render(request, "casework/requests_new.html", context, status=form.status if form.errors else 200)


@sensitive_variables()
def take_down(actor: Actor, form: TakeDownForm) -> Request:
    """Take down what the form says. Raises Refused."""
    said, at = form.cleaned_data, now()
    chain = get_chain(said["place"], date_of(at))
    asked = Asked(
        place=said["place"],
        category=said["category"],
        text=said["text"],
        channel=Channel.WORKER,
        urgency=Urgency(said["urgency"]),
        where_text=said["where_text"],
        asker=read_asker(said["name"], said["phone"], said["agrees"]),
        private=said["private"],
        against=read_against(said["against"], chain),
        photos=said["photos"],
        accept=said["accept"],
    )
    return receive_request(by=actor, at=at, asked=asked)
