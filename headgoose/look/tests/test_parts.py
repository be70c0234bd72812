"""The parts of a page: safe, labelled, and true to what they are given."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

import headgoose
from headgoose.look.icons import FOLDER, draw_icon
from headgoose.look.templatetags.parts import page_url

ROOT = Path(headgoose.__file__).parent


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def render(text: str, path: str = "/places/", **context: Any) -> str:
    request = RequestFactory().get(path)
    return Template(text).render(Context({"request": request, **context})).strip()


def test_an_icon_is_hidden_unless_it_stands_alone() -> None:
    assert 'aria-hidden="true"' in render('{% icon "users" %}')
    assert 'role="img" aria-label="Close &amp; go"' in render('{% icon "x" label %}', label="Close & go")


@pytest.mark.parametrize("name", ["nothing-of-the-kind", "../../settings", "x/../x"])
def test_an_icon_that_was_not_vendored_is_an_error(name: str) -> None:
    with pytest.raises((FileNotFoundError, ValueError)):
        draw_icon(name)


def test_every_icon_that_a_template_names_is_vendored() -> None:
    named = {
        name
        for template in ROOT.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', template.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= {file.stem for file in FOLDER.glob("*.svg")}


def test_vendored_icons_are_those_listed_with_their_licence() -> None:
    listed = FOLDER.joinpath("names.txt").read_text().split()
    assert listed == sorted(set(listed))
    assert {file.stem for file in FOLDER.glob("*.svg")} == set(listed)
    assert "MIT License" in FOLDER.joinpath("LICENSE").read_text()


def test_a_page_url_keeps_the_other_parameters() -> None:
    assert render("{% page_url page=2 %}", "/places/?sort=name&page=1") == "/places/?sort=name&amp;page=2"
    assert render("{% page_url page=None %}", "/places/?page=1") == "/places/"


def test_a_page_url_carries_nothing_into_the_page_or_off_the_site() -> None:
    shown = render("{% page_url page=2 %}", '/places/?q="><script>')
    assert "<script>" not in shown
    assert '"' not in shown
    request = RequestFactory().get("/", PATH_INFO="//elsewhere.example/")
    assert page_url(RequestContext(request, {"request": request}), page=2) == "/%2Felsewhere.example/?page=2"


def test_crumbs_end_with_the_page_itself() -> None:
    shown = render("{% crumbs trail %}", trail=[("黑龙江省", "/place/23/"), ("<绥化市>", "")])
    assert '<a href="/place/23/">黑龙江省</a>' in shown
    assert '<span aria-current="page">&lt;绥化市&gt;</span>' in shown


def test_a_pill_has_a_known_tone() -> None:
    assert render('{% pill "vacant 2" "warn" %}') == '<span class="pill warn">vacant 2</span>'
    with pytest.raises(ValueError, match="tone"):
        render('{% pill "vacant" "loud" %}')


@pytest.mark.parametrize(("share", "width"), [(Fraction(1, 3), "33.3"), (0, "0.0"), (7, "100.0"), (-1, "0.0")])
def test_a_meter_is_as_wide_as_its_share(share: Any, width: str) -> None:
    shown = render("{% meter share %}", share=share)
    assert f'class="level" width="{width}"' in shown
    assert "style" not in shown


def test_a_meter_tells_missing_from_nought_and_speaks_when_labelled() -> None:
    assert "level" not in render("{% meter None %}")
    assert 'aria-label="Staffed: 50.0%"' in render('{% meter 0.5 label="Staffed" %}')


def test_an_empty_state_says_what_to_do() -> None:
    shown = render('{% empty "No grids yet." "/grids/new/" "Make the first" %}')
    assert "No grids yet." in shown
    assert '<a class="btn quiet" href="/grids/new/">Make the first</a>' in shown


def test_a_pager_goes_both_ways_and_keeps_the_search() -> None:
    page = Paginator(range(1, 2501), 1000).page(2)
    shown = render("{% pager page %}", "/people/?q=li&page=2", page=page)
    assert "1,001 to 2,000 of 2,500" in shown
    assert 'href="/people/?q=li&amp;page=1"' in shown
    assert 'href="/people/?q=li&amp;page=3"' in shown


def test_a_list_of_one_page_has_no_pager() -> None:
    assert render("{% pager page %}", page=Paginator([1], 10).page(1)) == ""


class Sample(forms.Form):
    """A form with one of each."""

    name = forms.CharField(help_text="As in the order.")
    note = forms.CharField(required=False)
    sure = forms.BooleanField(required=False)
    sex = forms.ChoiceField(choices=[("f", "woman"), ("m", "man")], widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.HiddenInput)


def test_a_field_ties_label_help_and_errors_to_its_control() -> None:
    shown = render("{% field form.name %}", form=Sample({"name": ""}))
    assert '<label for="id_name">' in shown
    assert 'aria-describedby="id_name_help id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_name_help"' in shown
    assert 'id="id_name_error"' in shown


def test_a_field_without_fault_describes_only_its_help() -> None:
    shown = render("{% field form.name %}", form=Sample())
    assert 'aria-describedby="id_name_help"' in shown
    assert "error" not in shown


def test_a_field_says_when_it_may_be_left_out() -> None:
    assert "optional" in render("{% field form.note %}", form=Sample())
    assert "optional" not in render("{% field form.name %}", form=Sample())


def test_a_group_of_choices_has_a_legend_and_a_lone_box_its_label_behind() -> None:
    group = render("{% field form.sex %}", form=Sample())
    assert group.startswith("<fieldset")
    assert "<legend>" in group
    box = render("{% field form.sure %}", form=Sample())
    assert box.index("<input") < box.index("<label")


def test_faults_of_hidden_fields_are_not_lost() -> None:
    shown = render("{% form_errors form %}", form=Sample({}))
    assert 'role="alert"' in shown
    assert shown.count("<p>") == 1
    assert render("{% form_errors form %}", form=Sample()) == ""
