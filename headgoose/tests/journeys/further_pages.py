"""The pages of orders, accounts, the trail, personal data, changes of the map, frozen briefings and vouchers.

They are kept apart from the main pages because what their addresses leave open is found by other people of the cast.
"""

from collections.abc import Mapping

from headgoose.tests.journeys.pages import first_match
from headgoose.tests.journeys.walking import Walk

ORDERS: Mapping[str, tuple[str, str]] = {
    "orders": ("county_second", "/orders/"),
    "orders-none": ("township_officer", "/orders/"),
    "order-new": ("county_officer", "/orders/new/"),
    "order-submitted": ("county_second", "/orders/{submitted}/"),
    "order-returned": ("county_officer", "/orders/{returned}/"),
    "order-reversed": ("county_officer", "/orders/{reversed}/"),
    "order-preview": ("county_second", "/orders/{submitted}/preview/"),
    "order-heading": ("county_officer", "/orders/{returned}/heading/"),
    "order-seats": ("county_officer", "/orders/{returned}/seats/?type=secretary&all=1"),
    "order-lines": ("county_officer", "/orders/{returned}/lines/?post={seat}"),
    "order-lines-end": ("county_officer", "/orders/{returned}/lines/?verb=end&tenure={tenure}"),
    "order-lines-transfer": ("county_officer", "/orders/{returned}/lines/?verb=transfer&tenure={tenure}"),
    "order-lines-none": ("county_officer", "/orders/{returned}/lines/"),
    "order-file": ("county_officer", "/orders/{returned}/file/"),
    "excluded-pairs": ("county_officer", "/orders/excluded/"),
}
PERSONS: Mapping[str, tuple[str, str]] = {
    "person-corrected": ("county_officer", "/person/{corrected}/"),
    "person-known": ("county_officer", "/person/{corrected}/?known=2020-06-01"),
    "tenure-correct": ("county_officer", "/tenure/{tenure}/correct/"),
    "tenure-void": ("county_officer", "/tenure/{tenure}/void/"),
    "personal-record": ("county_officer", "/person/{person}/personal/phone/"),
    "personal-reveal": ("county_officer", "/person/{known_by_phone}/personal/phone/reveal/"),
    "my-data": ("grid_worker", "/my-data/"),
    "open-village": ("", "/open/{secretary}/"),
    "open-township": ("", "/open/{township_officer}/"),
}
ACCOUNTS: Mapping[str, tuple[str, str]] = {
    "account": ("county_officer", "/account/"),
    "own-app": ("county_officer", "/account/app/"),
    "own-passkey": ("county_officer", "/account/passkey/"),
    "own-codes": ("county_officer", "/account/codes/"),
    "own-password": ("county_officer", "/account/password/"),
    "tokens": ("county_officer", "/account/tokens/"),
    "api-guide": ("county_officer", "/api/"),
    "accounts": ("county_officer", "/accounts/"),
    "accounts-place": ("county_officer", "/accounts/?place=231221&state=with"),
    "security": ("security_admin", "/security/"),
    "secured-account": ("security_admin", "/security/{account}/"),
    "system": ("system_admin", "/system/"),
    "home-security-admin": ("security_admin", "/"),
    "home-system-admin": ("system_admin", "/"),
}
TRAIL: Mapping[str, tuple[str, str]] = {
    "trail": ("auditor", "/trail/"),
    "trail-place": ("auditor", "/place/231221/trail/"),
    "trail-person": ("auditor", "/person/{corrected}/trail/"),
    "trail-record": ("auditor", "/trail/{record}/"),
    "seals": ("audit_admin", "/trail/seals/"),
    "seals-checked": ("audit_admin", "/trail/seals/?check=yes"),
}
MAP: Mapping[str, tuple[str, str]] = {
    "map-changes": ("prefecture_officer", "/map-changes/"),
    "map-change-file": ("prefecture_officer", "/map-changes/file/"),
    "change-kinds": ("prefecture_officer", "/place/231221/change/"),
    "change-rename": ("prefecture_officer", "/place/{secretary}/change/?kind=rename"),
    "change-recode": ("prefecture_officer", "/place/231221/change/?kind=recode"),
    "change-move": ("prefecture_officer", "/place/231221101/change/?kind=move"),
    "change-merge": ("prefecture_officer", "/place/231221101/change/?kind=merge"),
    "change-split": ("prefecture_officer", "/place/231221101/change/?kind=split"),
    "change-close": ("prefecture_officer", "/place/231221101/change/?kind=close"),
    "figure-todays-map": ("county_officer", "/figure/P4/231221/2019-06-01/?basis=today"),
    "figure-known": ("county_officer", "/figure/P4/231221/?known=2024-06-01"),
}
BRIEFINGS: Mapping[str, tuple[str, str]] = {
    "freeze": ("province_officer", "/briefing/2312/freeze/"),
    "frozen-list": ("county_officer", "/briefing/frozen/"),
    "frozen-of-place": ("county_officer", "/briefing/231221/frozen/"),
    "frozen": ("county_officer", "/briefing/frozen/{frozen}/"),
    "frozen-print": ("county_officer", "/briefing/frozen/{frozen}/print/"),
    "recount": ("county_officer", "/briefing/frozen/{frozen}/recount/"),
    "amend": ("county_officer", "/briefing/frozen/{frozen}/amend/"),
}
VOUCHERS: Mapping[str, tuple[str, str]] = {
    "vouchers": ("village_accountant", "/place/{secretary}/books/vouchers/"),
    "vouchers-none": ("village_accountant", "/place/{secretary}/books/vouchers/?q=zzzz"),
    "voucher-new": ("village_accountant", "/place/{secretary}/books/vouchers/new/"),
    "voucher-typical": ("village_accountant", "/place/{secretary}/books/vouchers/new/?typical=land_compensation"),
    "voucher-change": ("village_accountant", "/voucher/{draft}/change/"),
    "voucher-draft": ("township_accountant", "/voucher/{draft}/"),
    "voucher-posted": ("village_accountant", "/voucher/{posted}/"),
}
FURTHER: Mapping[str, tuple[str, str]] = {**ORDERS, **PERSONS, **ACCOUNTS, **TRAIL, **MAP, **BRIEFINGS, **VOUCHERS}


def find_further_numbers(walk: Walk) -> dict[str, str]:
    """The papers, the frozen briefing, the account and the corrected tenure of the demo; one telephone is recorded."""
    officer = walk("county_officer")

    def find(pattern: str, path: str, who: str = "") -> str:
        page = walk(who) if who else officer
        page.goto(path)
        return first_match(pattern, page.content())

    held = find(r"/person/(\d+)/", "/place/231221/people/?state=held&type=first_secretary")
    officer.goto(f"/person/{held}/personal/phone/")
    officer.locator("[name=value]").fill("13904550267")
    officer.locator("main form button").first.click()
    officer.wait_for_url("**/person/*/")
    corrected = "/place/231221/trail/?verb=people.correct_tenure"
    village = find(r'href="/place/(\d{12})/"', "/places/", "village_accountant")
    vouchers = f"/place/{village}/books/vouchers/"
    return {
        "known_by_phone": held,
        "submitted": find(r"/orders/(\d+)/", "/orders/?state=submitted"),
        "returned": find(r"/orders/(\d+)/", "/orders/?state=drafted"),
        "reversed": find(r"/orders/(\d+)/", "/orders/?state=reversed"),
        "corrected": find(r"/person/(\d+)/", corrected),
        "record": find(r"/trail/(people[.]tenure:\d+)/", corrected),
        "frozen": find(r"/briefing/frozen/([^/\"]+)/", "/briefing/231221/frozen/"),
        "draft": find(r"/voucher/(\d+)/", f"{vouchers}?state=draft", "village_accountant"),
        "posted": find(r"/voucher/(\d+)/", f"{vouchers}?state=posted", "village_accountant"),
        "account": find(r"/security/(\d+)/", "/security/", "security_admin"),
    }
