"""What went wrong is said in plain words, in the form that was asked for."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from headgoose.kernel.refusal import Because, Refused
from headgoose.urls import handler400, handler403, handler404, handler500
from headgoose.urls import urlpatterns as real
from headgoose.web.plain import explain

ERRORS: dict[str, Exception] = {
    "refused": Refused("The seat is <taken>.", Because.CONFLICT, field="post"),
    "guard": IntegrityError("tenure_no_overlap"),
    "full": OperationalError("database or disk is full"),
    "defect": RuntimeError("secret detail"),
    "gone": Http404(),
    "denied": PermissionDenied(),
    "suspicious": SuspiciousOperation("odd"),
}


def fail(request: HttpRequest, name: str) -> HttpResponse:
    raise ERRORS[name]


urlpatterns = [*real, path("fail/<str:name>/", fail), path("fail/<str:name>.json", fail)]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@pytest.fixture
def client(db: None, settings: Any) -> Client:
    """A reader of English, on a site whose pages fail as told."""
    settings.ROOT_URLCONF = __name__
    return Client(headers={"Accept-Language": "en"}, raise_request_exception=False)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("refused", 409, "The seat is &lt;taken&gt;."),
        ("guard", 409, "Somebody else changed this at the same moment."),
        ("full", 507, "disk is full"),
        ("defect", 500, "Something broke"),
        ("gone", 404, "No page has this address"),
        ("denied", 403, "Your posts do not let you"),
        ("suspicious", 400, "cannot be read"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_each_failure_has_its_status_and_its_sentence(client: Client, name: str, status: int, words: str) -> None:
    answer = client.get(f"/fail/{name}/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert 'lang="en"' in page
    assert "secret detail" not in page


def test_a_refusal_is_json_where_json_was_asked_for(client: Client) -> None:
    answer = client.get("/fail/refused.json")
    assert answer.status_code == 409
    assert answer.json() == {"error": "conflict", "reason": "The seat is <taken>.", "field": "post"}


def test_a_refusal_is_a_fragment_where_htmx_asked(client: Client) -> None:
    answer = client.get("/fail/refused/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.filterwarnings("ignore")
def test_a_defect_is_a_fragment_where_htmx_asked(client: Client) -> None:
    answer = client.get("/fail/defect/", headers={"HX-Request": "true"})
    assert answer.status_code == 500
    assert "<html" not in answer.content.decode()
    assert client.get("/fail/defect.json").json()["error"] == "broken"


def test_htmx_reloads_the_page_when_its_reader_was_signed_out(client: Client) -> None:
    answer = client.get("/search/suggest/?q=wk", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"], answer.content) == (200, "true", b"")


@pytest.mark.parametrize("address", ["/search/%00", "/%ff%fe/", "/search/?q=%00", "/search/?q=%ff", "/search/?%00=1"])
def test_an_address_that_is_no_text_is_refused_before_any_view(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert 'class="narrow plain-answer"' in answer.content.decode()


def test_an_address_in_chinese_is_text(client: Client) -> None:
    assert client.get("/search/?q=望奎+县").status_code == 302
    assert client.get("/望奎县/").status_code == 404


def test_the_page_for_our_own_mistakes_asks_no_database(django_assert_num_queries: Any, db: None) -> None:
    from headgoose.web.views.errors import server_error

    with django_assert_num_queries(0), translation.override("zh-hans"):
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert 'lang="zh-Hans"' in answer.content.decode()


def test_a_full_disk_found_after_the_view_is_still_a_507() -> None:
    from headgoose.web.views.errors import server_error

    try:
        raise OperationalError("database or disk is full")
    except OperationalError:
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 507


def test_a_row_of_our_own_that_is_wrong_is_a_defect_and_not_somebody_else(tree: Any) -> None:
    table = "places_span"
    with pytest.raises(IntegrityError) as missing, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET name = NULL")
    assert explain(missing.value) is None
    with pytest.raises(IntegrityError) as turned, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET end_on = start_on")
    assert explain(turned.value) is None


def test_a_number_that_no_column_holds_is_bad_input_on_both_engines(tree: Any) -> None:
    with pytest.raises((DataError, OverflowError)) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE places_span SET key = %s", [10**30])
    said = explain(caught.value)
    assert said is not None
    assert said.status == 400


def test_a_guard_of_the_database_is_somebody_else(tree: Any) -> None:
    span = tree["231221"]
    span.pk = None
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        span.save(force_insert=True)
    said = explain(caught.value)
    assert said is not None
    assert said.status == 409
