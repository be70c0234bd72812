"""The services over which notices go out: apprise's plugins.

Of the robots we keep addresses, signatures and limits, and read the answers ourselves: they answer 200 to a key that is
no key, and say so only in the body.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Any
from urllib.parse import quote

import requests
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from django.conf import settings

from headgoose.notices.models import Service
from headgoose.notices.sending import TAKEN, Letter, Outcome

CONNECT_S = 5.0
ANSWER_MOST = 16 * 1024
# What the services answer to a key that is none, and to a robot that was set to take other messages only.
REFUSED_FOR_GOOD = {
    Service.WECOM: {93000},
    Service.DINGTALK: {300005, 310000, 400101, 400102},
    Service.FEISHU: {19001, 19021, 19022, 19024},
}
TOO_FAST = {Service.WECOM: {45009}, Service.DINGTALK: {130101, 410100}, Service.FEISHU: {11232}}


def deliver(letter: Letter) -> Outcome:
    """Hand a letter to its service."""
    return _mail(letter) if letter.service is Service.MAIL else _call_robot(letter)


def _mail(letter: Letter) -> Outcome:
    """By the operator's own server."""
    secure = "ssl" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "insecure"
    plugin = NotifyEmail(
        smtp_host=settings.EMAIL_HOST,
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        user=quote(settings.EMAIL_HOST_USER, safe="") or None,
        password=quote(settings.EMAIL_HOST_PASSWORD, safe="") or None,
        from_addr=settings.DEFAULT_FROM_EMAIL,
        secure_mode=secure,
        targets=[letter.address.value],
        format="text",
        cto=settings.NOTICE_TIMEOUT_S,
        rto=settings.NOTICE_TIMEOUT_S,
    )
    return TAKEN if plugin.notify(title=letter.title, body=letter.body) else Outcome("not taken")


class _Robot:
    """What the robots have in common: one POST of JSON, and an answer whose code says whether it was taken."""

    service: Service
    said: Outcome = Outcome("not taken")

    def send(self, body: str, title: str = "", **_others: Any) -> bool:
        """Send, and keep what came of it."""
        url, payload = self.request_for(body)
        self.said = _post(self.service, url, payload)
        return self.said == TAKEN

    def request_for(self, text: str) -> tuple[str, Mapping[str, Any]]:
        """Where to, and what."""
        raise NotImplementedError


class WeComRobot(_Robot, NotifyWeComBot):  # type: ignore[misc]
    """A robot of a WeCom group."""

    service = Service.WECOM

    def request_for(self, text: str) -> tuple[str, Mapping[str, Any]]:
        """The key is a part of the address."""
        return self.notify_url.format(key=self.key), {"msgtype": "text", "text": {"content": text}}


class DingTalkRobot(_Robot, NotifyDingTalk):  # type: ignore[misc]
    """A robot of a DingTalk group, signed where it has a secret."""

    service = Service.DINGTALK

    def request_for(self, text: str) -> tuple[str, Mapping[str, Any]]:
        """The signature holds for an hour, so it is made at each sending."""
        url = self.notify_url.format(token=self.token)
        if self.secret:
            signed: Any = self
            timestamp, signature = signed.get_signature()
            url = f"{url}&timestamp={timestamp}&sign={signature}"
        return url, {"msgtype": "text", "text": {"content": text}}


class FeishuRobot(_Robot, NotifyFeishu):  # type: ignore[misc]
    """A robot of a Feishu group."""

    service = Service.FEISHU

    def request_for(self, text: str) -> tuple[str, Mapping[str, Any]]:
        """Without the slash at the end, as the service writes the address itself."""
        url = self.notify_url.format(token=self.token).rstrip("/")
        return url, {"msg_type": "text", "content": {"text": text}}


# The library declares no types for what makes its plugins.
MADE: dict[Service, Any] = {
    Service.WECOM: WeComRobot,
    Service.DINGTALK: DingTalkRobot,
    Service.FEISHU: FeishuRobot,
}


def _call_robot(letter: Letter) -> Outcome:
    made, address = MADE[letter.service], letter.address
    robot = made(address.value, secret=address.secret) if address.secret else made(address.value)
    robot.notify(body=letter.text)
    outcome: Outcome = robot.said
    return outcome


def _post(service: Service, url: str, payload: Mapping[str, Any]) -> Outcome:
    """Where an answer would send us on to is not followed: nothing goes to any other host."""
    until = monotonic() + settings.NOTICE_TIMEOUT_S
    try:
        with requests.post(
            url,
            data=json.dumps(payload, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "Headgoose"},
            timeout=(min(CONNECT_S, settings.NOTICE_TIMEOUT_S), settings.NOTICE_TIMEOUT_S),
            allow_redirects=False,
            stream=True,
        ) as answer:
            return _read(service, answer.status_code, _content(answer, until))
    except requests.Timeout:
        return Outcome("timeout")
    except (requests.RequestException, OSError):
        return Outcome("unreachable")


def _content(answer: requests.Response, until: float) -> bytes:
    """As much of an answer as comes within the time and is not too much."""
    content = b""
    while len(content) < ANSWER_MOST:
        if monotonic() > until:
            raise requests.Timeout
        part = answer.raw.read1(ANSWER_MOST)
        if not part:
            break
        content += part
    return content


def _read(service: Service, status: int, content: bytes) -> Outcome:
    """What an answer amounts to. Of what it says only a number is kept."""
    if status == requests.codes.too_many_requests:
        return Outcome("busy")
    if status >= 500:
        return Outcome(f"server {status}")
    if status != requests.codes.ok:
        return Outcome(f"refused {status}", for_good=status in {403, 404, 410})
    code = None
    with suppress(ValueError, AttributeError):
        said = json.loads(content)
        code = said.get("errcode", said.get("code", said.get("StatusCode")))
    if not isinstance(code, int):
        return Outcome("not understood")
    if code == 0:
        return TAKEN
    if code in TOO_FAST[service]:
        return Outcome("busy")
    return Outcome(f"refused {code}"[:40], for_good=code in REFUSED_FOR_GOOD[service])
