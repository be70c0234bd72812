"""Officers, township accountants and auditors: posts without a term."""

from dataclasses import dataclass

import numpy as np

from headgoose.casework.models import Department
from headgoose.demo.crowd import Profile
from headgoose.demo.scene import Scene
from headgoose.demo.service import Tenancy, serve_on
from headgoose.demo.stage import Stage
from headgoose.demo.villages import take
from headgoose.people.models import How
from headgoose.places.models import Kind


@dataclass(frozen=True)
class Office:
    """An office: which post, at which places, from how many to how many seats, how long people stay.

    Args:
        fewest: seats at every place; up to `most` at some.
        steady: whoever came first is still there.
    """

    type_code: str
    kind: Kind
    fewest: int
    most: int
    title: str
    how: How = How.APPOINTED
    years: float = 6
    steady: bool = False


OFFICER = Profile(25, 52, 0.38, 0.42)
OFFICES = (
    Office("province_officer", Kind.PROVINCE, 32, 32, "任命省委组织部干部"),
    Office("prefecture_officer", Kind.PREFECTURE, 9, 14, "任命市委组织部干部"),
    Office("county_officer", Kind.COUNTY, 4, 8, "任命县委组织部干部"),
    Office("township_officer", Kind.TOWNSHIP, 1, 3, "任命乡镇组织干事", years=5),
    Office("township_accountant", Kind.TOWNSHIP, 1, 2, "聘任乡镇农经会计", How.HIRED, years=8),
    Office("auditor", Kind.PROVINCE, 5, 5, "任命审计员"),
    Office("auditor", Kind.PREFECTURE, 2, 4, "任命审计员"),
    Office("auditor", Kind.COUNTY, 1, 3, "任命审计员"),
    Office("system_admin", Kind.PROVINCE, 1, 1, "任命系统管理员", steady=True),
    Office("security_admin", Kind.PROVINCE, 1, 1, "任命安全管理员", steady=True),
    Office("audit_admin", Kind.PROVINCE, 1, 1, "任命审计管理员", steady=True),
)


def fill_offices(scene: Scene) -> None:
    """Seat everybody who works in an office of a township, county, prefecture or the province."""
    stage = Stage(scene, "offices")
    day = scene.first_day.toordinal()
    departments = [
        Office(department.post_type, Kind.COUNTY, 1, 2, f"任命{department.name_zh}干部")
        for department in Department.objects.all()
    ]
    for office in (*OFFICES, *departments):
        sites = scene.sites[office.kind]
        lines = stage.lines(office.title, office.how.value)
        seats = stage.numbers.integers(office.fewest, office.most + 1, len(sites))
        posts = np.concatenate(
            [
                stage.seats.add(office.type_code, take(sites, np.flatnonzero(seats >= seat)), day, seat)
                for seat in range(1, office.most + 1)
            ]
        )
        tenancy = Tenancy(years=office.years, empty=0.012, handed_on=0.01)
        if office.steady:
            tenancy = Tenancy(years=40, empty=0, handed_on=0)
        serve_on(stage, lines, posts, np.full(len(posts), day), OFFICER, tenancy)
    stage.write()
