"""What programmes send: requests for residents, and what is added to them."""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from headgoose.access.middleware import origin_of
from headgoose.casework.actions.receiving import Asked as Request_
from headgoose.casework.actions.receiving import find_repeated, receive_request
from headgoose.casework.actions.steps import Said, add_to_request, find_repeated_step
from headgoose.casework.models import Channel, Event, Request
from headgoose.casework.open311.asking import Asked
from headgoose.casework.open311.definitions import read_attributes
from headgoose.casework.open311.errors import Wrong, absent, bad
from headgoose.casework.open311.formats import w3
from headgoose.casework.open311.jurisdictions import area_asked, code_of_address
from headgoose.casework.open311.keys import Pass, client_id_asked, get_pass
from headgoose.casework.open311.updates import CLOSED, OPEN, number_of, update_of
from headgoose.casework.open311.updates import ROOT as UPDATES
from headgoose.casework.petitioners import Asker, read_asker
from headgoose.casework.replay import Happened, Standing, apply
from headgoose.casework.rules import PHOTOS_MOST, WHERE_MAX
from headgoose.casework.tables import tables
from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area, area_of, key_of, level_of
from headgoose.kernel.clock import now, today
from headgoose.places.queries import plain_code
from headgoose.records.attachments import ATTACHMENT_MAX_BYTES, Document, read_document

ROOT = "service_requests"
SHORT_MOST, MAIL_MOST, URL_MOST = 100, 100, 500
MAIL_FORM = re.compile(r"[^\s@,;<>\"]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
URL_FORM = re.compile(r"https?://[^\s<>\"\\^`{|}]+")
MEDIA_URL = "media_url"
SALT = "headgoose.casework.open311"
# Not a part of what is sent: how it is sent.
ENVELOPE = {"api_key", "client_id"}


@sensitive_variables()
def post_request(request: HttpRequest, asked: Asked) -> tuple[str, Any, bool]:
    """Take a request down; its number, and whether it came before under the client's own id."""
    held = get_pass(asked)
    photos = photos_sent(request)
    wanted = _read(request, asked, held, photos)
    before = find_repeated(wanted)
    found = before or _receive(actor_of(held, request), wanted)
    notice = _notice_then(found) if before else _notice(found)
    said = {"service_request_id": str(found.pk), "service_notice": notice, "account_id": None}
    return ROOT, [said], before is not None


def _receive(by: Actor, wanted: Request_) -> Request:
    try:
        return receive_request(by=by, at=now(), asked=wanted)
    except IntegrityError:
        # The same came at the very same moment: by now the other one is there.
        return receive_request(by=by, at=now(), asked=wanted)


def actor_of(held: Pass, request: HttpRequest) -> Actor:
    """The programme, as the trail names it."""
    return Actor(f"open311:{held.name}", origin=origin_of(request))


@sensitive_variables()
def _read(request: HttpRequest, asked: Asked, held: Pass, photos: Sequence[Document]) -> Request_:
    code = asked.needed("service_code", 30)
    point = asked.point()
    address = asked.text("address_string", WHERE_MAX)
    place = _place(asked, held, address)
    attributes = read_attributes(code, asked.attributes())
    if link := _link(asked):
        attributes[MEDIA_URL] = link
    client_id = client_id_asked(request, asked, held.key_id)
    return Request_(
        place=place,
        category=code,
        text=asked.text("description") or _unsaid(code),
        channel=Channel.OPEN311,
        where_text=address,
        asker=_asker(asked),
        private=asked.flag("private"),
        lat_e6=point[0] if point else None,
        long_e6=point[1] if point else None,
        attributes=attributes,
        photos=photos,
        client_id=client_id,
        digest=digest_of(asked, held, photos) if client_id else "",
        client_key_id=held.key_id,
    )


def _place(asked: Asked, held: Pass, address: str) -> str:
    """The code of the place; it must lie in the jurisdiction asked for and where the key reaches."""
    on = today()
    jurisdiction = area_asked(asked.text("jurisdiction_id").strip(), on)
    area = jurisdiction.overlap(held.area)
    if area is None:
        raise Wrong(403, _("This api_key is for another jurisdiction."))
    code = plain_code(code_of_address(asked.text("address_id", 40), address, held, area, on))
    own = _area(code)
    if own is None:
        raise absent(_("address_id was not found: it is the code of a village or grid."))
    if not held.area.covers(own):
        raise Wrong(403, _("This api_key is for another place."))
    if not jurisdiction.covers(own):
        raise bad(_("address_id does not lie in jurisdiction_id."))
    return code


def _area(code: str) -> Area | None:
    try:
        return area_of(key_of(code), level_of(code))
    except ValueError:
        return None


def _unsaid(code: str) -> str:
    """What a request says that came without words: the name of its service."""
    return next((category.name_zh for category in tables().categories if category.code == code), code)


@sensitive_variables()
def _asker(asked: Asked) -> Asker | None:
    """Who asks. What names a device or an account elsewhere is not kept."""
    for name in ("device_id", "account_id"):
        asked.text(name, SHORT_MOST)
    mail = asked.text("email", MAIL_MOST).strip()
    if mail and not MAIL_FORM.fullmatch(mail):
        raise bad(_("email is not written as an address of e-mail."))
    names = [asked.text("last_name", SHORT_MOST).strip(), asked.text("first_name", SHORT_MOST).strip()]
    # 张三 and Smith John: only names in Latin letters are written apart.
    between = " " if all(name.isascii() for name in names) else ""
    return read_asker(between.join(name for name in names if name), asked.text("phone", 40), email=mail)


def _link(asked: Asked) -> str:
    """A link as a text for whoever answers. It is never opened from here."""
    link = asked.text(MEDIA_URL, URL_MOST).strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or port == 0 or "@" in parts.netloc or not URL_FORM.fullmatch(link) or not link.isprintable():
        raise bad(_("media_url must be an address that begins with http:// or https://."))
    return link


def photos_sent(request: HttpRequest) -> list[Document]:
    """Pictures in a multipart body, under whatever name."""
    files = [file for _name, many in request.FILES.lists() for file in many]
    if len(files) > PHOTOS_MOST:
        raise Wrong(413, _("At most 5 pictures."))
    found = []
    for file in files:
        if (file.size or 0) > ATTACHMENT_MAX_BYTES:
            raise Wrong(413, _("The file is larger than 5 MB."))
        document = read_document(file.read())
        if not document.media.startswith("image/"):
            raise bad(_("media must be a picture: JPEG, PNG or WebP."))
        found.append(document)
    return found


def digest_of(asked: Asked, held: Pass, photos: Sequence[Document]) -> str:
    """A fingerprint of all that was sent and by whom. Keyed: else a telephone could be found by trying."""
    said = [pair for pair in asked.pairs if pair[0] not in ENVELOPE]
    body = json.dumps([held.key_id, said, sorted(photo.sha256 for photo in photos)])
    return salted_hmac(SALT, body, algorithm="sha256").hexdigest()


def _notice(request: Request) -> str | None:
    return _("Answered at the latest by %(at)s.") % {"at": w3(request.answer_by)} if request.answer_by else None


def _notice_then(request: Request) -> str | None:
    """What was said when it came in, whatever has happened since."""
    event = Event.objects.filter(request=request, number=1).first()
    if event is not None:
        first = apply(Standing(), Happened(event.verb, event.at, event.state, None, event.outcome))
        request.answer_by = first.answer_by
    return _notice(request)


@sensitive_variables()
def post_update(request: HttpRequest, asked: Asked) -> tuple[str, Any, bool]:
    """Add something to a request that came with the same key."""
    held = get_pass(asked)
    number = number_of(asked.needed("service_request_id", 20))
    own = Request.objects.filter(pk=number or 0, client_key_id=held.key_id).first()
    if own is None:
        raise absent(_("service_request_id was not found among what was sent with this api_key."))
    if asked.one_of("status", (OPEN, CLOSED)) == [CLOSED]:
        raise bad(_("status: a request is closed by who answers it."))
    photos = photos_sent(request)
    client_id: UUID | None = client_id_asked(request, asked, held.key_id)
    said = Said(
        asked.needed("description"),
        photos=photos,
        client_id=client_id,
        digest=digest_of(asked, held, photos) if client_id else "",
    )
    if before := find_repeated_step(said):
        return UPDATES, [update_of(before)], True
    done = add_to_request(by=actor_of(held, request), at=now(), request_id=own.pk, said=said)
    return UPDATES, [update_of(Event.objects.get(request=done, number=done.version))], False
